// SPDX-License-Identifier: Apache-2.0

// twin FILE: carries a stream out on Go's own map and writes its log (../stream.md). The bucket
// count is read from the map's header, which is that of Go 1.0 to 1.23.
package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"unsafe"
)

const (
	nanKey  = 999999
	absent  = 1500000
	newKeys = 1000000
)

type header struct {
	count    int
	flags    uint8
	logCount uint8
}

type value interface {
	struct{} | uint64 | [200]byte
}

// keys translates between the numbers of a stream and keys.
type keys[K comparable] struct {
	of     func(number uint64) K
	number func(key K) (number, bits uint64)
	floats bool
}

type values[V value] struct {
	of     func(number uint64) V
	number func(v V) uint64
}

type run[K comparable, V value] struct {
	m    map[K]V
	keys keys[K]
	vals values[V]
	out  *bufio.Writer
}

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (r *run[K, V]) logAll() {
	var digest uint64
	count := 0
	for k, v := range r.m {
		_, bits := r.keys.number(k)
		digest += mix(mix(bits+1) + r.vals.number(v))
		count++
	}
	fmt.Fprintf(r.out, "entries %d digest %016x\n", count, digest)
}

func (r *run[K, V]) put(key, v uint64) {
	r.m[r.keys.of(key)] = r.vals.of(v)
}

func (r *run[K, V]) del(key uint64) {
	delete(r.m, r.keys.of(key))
}

func (r *run[K, V]) get(key uint64) {
	if v, ok := r.m[r.keys.of(key)]; ok {
		fmt.Fprintf(r.out, "get %d\n", r.vals.number(v))
	} else {
		fmt.Fprintf(r.out, "get -\n")
	}
}

func (r *run[K, V]) fill(from, n, v uint64) {
	for key := from; key < from+n; key++ {
		r.put(key, v+key)
	}
}

func (r *run[K, V]) drop(from, n, step uint64) {
	for key := from; key < from+n; key += step {
		r.del(key)
	}
}

func (r *run[K, V]) rule(n, offset uint64) {
	old := 0
	for k, v := range r.m {
		key, _ := r.keys.number(k)
		isNaN := r.keys.floats && key == nanKey
		if isNaN || key < offset {
			old++
		}
		if isNaN || key >= offset {
			continue
		}
		switch key % 3 {
		case 0:
			r.del(key)
		case 1:
			r.put(key, r.vals.number(v)+n)
		case 2:
			for i := uint64(1); i <= n; i++ {
				r.put(key+offset*i, key)
			}
		}
	}
	fmt.Fprintf(r.out, "rule %d ", old)
	r.logAll()
}

func (r *run[K, V]) burst(from, n, v uint64) {
	atStart, removed, shown := map[uint64]bool{}, map[uint64]bool{}, map[uint64]bool{}
	for k := range r.m {
		key, _ := r.keys.number(k)
		atStart[key] = true
	}
	stable, twice, ghosts, step := 0, 0, 0, 0
	for k := range r.m {
		key, _ := r.keys.number(k)
		isNaN := r.keys.floats && key == nanKey
		if !isNaN && shown[key] {
			twice++
		}
		shown[key] = true
		if removed[key] {
			ghosts++
		}
		if step == 0 {
			for key := from; key < from+n; key += 3 {
				r.del(key)
				removed[key] = true
			}
			for key := from; key < from+n; key += 3 {
				r.put(key+1, v+key+1)
			}
			r.fill(newKeys, n, 0)
		}
		if isNaN || atStart[key] && !removed[key] {
			stable++
		}
		step++
	}
	r.drop(newKeys, n, 1)
	fmt.Fprintf(r.out, "burst %d %d %d ", stable, twice, ghosts)
	r.logAll()
}

func (r *run[K, V]) buckets() uint64 {
	h := *(**header)(unsafe.Pointer(&r.m))
	return 1 << h.logCount
}

func (r *run[K, V]) settle(key uint64) {
	n := r.buckets() + 8
	for i := uint64(0); i < n; i++ {
		r.del(absent + i)
	}
	r.put(key, 1)
	r.del(key)
	fmt.Fprintf(r.out, "buckets %d\n", r.buckets())
}

func (r *run[K, V]) carryOut(what string, n [3]uint64) {
	switch what {
	case "put":
		r.put(n[0], n[1])
	case "get":
		r.get(n[0])
	case "del":
		r.del(n[0])
	case "iter":
		r.logAll()
	case "rule":
		r.rule(n[0], n[1])
	case "burst":
		r.burst(n[0], n[1], n[2])
	case "settle":
		r.settle(n[0])
	case "renew":
		r.m = make(map[K]V)
	case "fill":
		r.fill(n[0], n[1], n[2])
	case "drop":
		r.drop(n[0], n[1], n[2])
	case "clear":
		for k := range r.m {
			delete(r.m, k)
		}
	}
	switch what {
	case "fill", "drop", "clear", "len":
		fmt.Fprintf(r.out, "len %d\n", len(r.m))
	}
}

func follow[K comparable, V value](lines *bufio.Scanner, k keys[K], v values[V]) {
	r := &run[K, V]{m: make(map[K]V), keys: k, vals: v, out: bufio.NewWriter(os.Stdout)}
	defer r.out.Flush()
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		var n [3]uint64
		for i, word := range words[1:] {
			n[i], _ = strconv.ParseUint(word, 10, 64)
		}
		r.carryOut(words[0], n)
	}
}

func u32Keys() keys[uint32] {
	return keys[uint32]{
		of:     func(number uint64) uint32 { return uint32(number) },
		number: func(key uint32) (uint64, uint64) { return uint64(key), uint64(key) },
	}
}

func u64Keys() keys[uint64] {
	return keys[uint64]{
		of:     func(number uint64) uint64 { return number },
		number: func(key uint64) (uint64, uint64) { return key, key },
	}
}

func f64Keys() keys[float64] {
	return keys[float64]{
		of: func(number uint64) float64 {
			switch number {
			case nanKey:
				return math.NaN()
			case 1:
				return math.Copysign(0, -1)
			}
			return float64(number) / 8
		},
		number: func(key float64) (uint64, uint64) {
			if key != key {
				return nanKey, nanKey
			}
			return uint64(key * 8), math.Float64bits(key)
		},
		floats: true,
	}
}

func strKeys() keys[string] {
	const tail = "abcdefghijklmnopqrstuvwxyz01234"
	return keys[string]{
		of: func(number uint64) string {
			return strconv.FormatUint(number, 10) + "/" + tail[:number%31]
		},
		number: func(key string) (uint64, uint64) {
			number, _ := strconv.ParseUint(key[:strings.IndexByte(key, '/')], 10, 64)
			return number, number
		},
	}
}

func noValues() values[struct{}] {
	return values[struct{}]{
		of:     func(uint64) struct{} { return struct{}{} },
		number: func(struct{}) uint64 { return 0 },
	}
}

func wordValues() values[uint64] {
	return values[uint64]{
		of:     func(number uint64) uint64 { return number },
		number: func(v uint64) uint64 { return v },
	}
}

func largeValues() values[[200]byte] {
	return values[[200]byte]{
		of: func(number uint64) (v [200]byte) {
			for i := range v {
				v[i] = byte(number>>(i%8*8)) + byte(i/8)
			}
			return v
		},
		number: func(v [200]byte) (number uint64) {
			for i := 0; i < 8; i++ {
				number |= uint64(v[i]) << (i * 8)
			}
			return number
		},
	}
}

func followSize[K comparable](lines *bufio.Scanner, k keys[K], size string) {
	switch size {
	case "0":
		follow(lines, k, noValues())
	case "8":
		follow(lines, k, wordValues())
	case "200":
		follow(lines, k, largeValues())
	}
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	lines := bufio.NewScanner(file)
	lines.Scan()
	words := strings.Fields(lines.Text())
	switch words[1] {
	case "u32":
		followSize(lines, u32Keys(), words[2])
	case "u64":
		followSize(lines, u64Keys(), words[2])
	case "f64":
		followSize(lines, f64Keys(), words[2])
	case "str":
		followSize(lines, strKeys(), words[2])
	}
}
