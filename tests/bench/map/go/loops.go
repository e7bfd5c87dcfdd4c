// SPDX-License-Identifier: Apache-2.0

package main

// The loops of workloads.h around Go's map.

type table map[uint64]uint64

type textTable map[string]uint64

type tally struct {
	count int
	sum   uint64
}

func keyAt(number uint64) uint64 {
	x := number*0x9e3779b97f4a7c15 + 0x632be59bd9b4e019
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	return x ^ x>>32
}

func commonDivisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func strideOf(n int) int {
	stride := int(float64(n) * 0.6180339887498949)
	for commonDivisor(stride, n) != 1 {
		stride++
	}
	return stride
}

func walkOn(at, stride, n int) int {
	at += stride
	if at >= n {
		at -= n
	}
	return at
}

func refill(m table, n int) {
	for i := 0; i < n; i++ {
		m[keyAt(uint64(i))] = uint64(i)
	}
}

func fill(n int) table {
	m := make(table)
	refill(m, n)
	return m
}

func fillLaps(n int, l *laps) table {
	m := make(table)
	start := tickCount()
	for i := 0; i < n; i++ {
		m[keyAt(uint64(i))] = uint64(i)
		start = l.add(start)
	}
	return m
}

func hit(m table, n, steps int) (seen tally) {
	stride, at := strideOf(n), 0
	for i := 0; i < steps; i++ {
		if value, ok := m[keyAt(uint64(at))]; ok {
			seen.count++
			seen.sum += value
		}
		at = walkOn(at, stride, n)
	}
	return seen
}

func follow(m table, n, steps int) (seen tally) {
	stride, at := strideOf(n), 0
	for i := 0; i < steps; i++ {
		value, ok := m[keyAt(uint64(at))]
		if !ok {
			break
		}
		seen.sum = value
		seen.count++
		at = walkOn(int(value), stride, n)
	}
	return seen
}

func miss(m table, n, steps int) (seen tally) {
	stride, at := strideOf(n), 0
	for i := 0; i < steps; i++ {
		if _, ok := m[keyAt(uint64(n+at))]; ok {
			seen.count++
		}
		at = walkOn(at, stride, n)
	}
	return seen
}

func iterate(m table, n, steps int) (seen tally) {
	for key, value := range m {
		seen.count++
		seen.sum += key + value
	}
	return seen
}

// Go's delete does not tell whether there was an entry; the length does.
func churn(m table, n, first, steps int) (seen tally) {
	for i := first; i < first+steps; i++ {
		before := len(m)
		delete(m, keyAt(uint64(i)))
		seen.count += before - len(m)
		m[keyAt(uint64(n+i))] = uint64(n + i)
	}
	return seen
}

func drain(m table, n int) (seen tally) {
	stride, at := strideOf(n), 0
	for i := 0; i < n; i++ {
		before := len(m)
		delete(m, keyAt(uint64(at)))
		seen.count += before - len(m)
		at = walkOn(at, stride, n)
	}
	return seen
}

func fillText(keys []string) textTable {
	m := make(textTable)
	for i, key := range keys {
		m[key] = uint64(i)
	}
	return m
}

func findText(m textTable, keys []string) (seen tally) {
	for _, key := range keys {
		if value, ok := m[key]; ok {
			seen.count++
			seen.sum += value
		}
	}
	return seen
}
