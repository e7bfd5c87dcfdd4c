// SPDX-License-Identifier: Apache-2.0

// The driver of the map benchmark for Go's own map: the same keys, loops, order, checks and output
// as driver.c has. The heap in use is what is left after a collection.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

const (
	lookupsMin = 100000
	lookupsMax = 4000000
	churnTurns = 20
	churnParts = 20
	churnMin   = 1000000
	churnMax   = 4000000
	peakMin    = 100000
	textMin    = 16
	textMax    = 40
)

type run struct {
	n      int
	floor  float64
	wanted map[string]bool
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "map: "+format+"\n", arguments...)
	os.Exit(1)
}

func clamp(n, low, high int) int {
	if n < low {
		return low
	}
	if n > high {
		return high
	}
	return n
}

// What is measured

type stopwatch struct {
	started, spent float64
	operations     int
}

func (c *stopwatch) start() {
	c.started = clockNs(clockThreadCPU)
}

func (c *stopwatch) stop(operations int) {
	c.spent += clockNs(clockThreadCPU) - c.started
	c.operations += operations
}

func (c *stopwatch) print(workload string) {
	fmt.Printf("%s %.4f\n", workload, c.spent/float64(c.operations))
}

func heapInUse() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func memoryLine(name string) uint64 {
	text, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, name) {
			kilobytes, _ := strconv.ParseUint(strings.Fields(line)[1], 10, 64)
			return kilobytes * 1024
		}
	}
	return 0
}

func printBytes(metric string, n int, bytes uint64) {
	fmt.Printf("%s %.2f\n", metric, float64(bytes)/float64(n))
}

// Checks

func expectLength(length, n int) {
	if length != n {
		fail("a map of %d entries says %d", n, length)
	}
}

func expect(workload string, seen, right tally) {
	if seen != right {
		fail("%s: %d entries with the sum %d, not %d with %d", workload, seen.count, seen.sum,
			right.count, right.sum)
	}
}

func rightHits(n, steps int) tally {
	right := tally{count: steps}
	stride, at := strideOf(n), 0
	for i := 0; i < steps; i++ {
		right.sum += uint64(at)
		at = walkOn(at, stride, n)
	}
	return right
}

func rightFollow(n, steps int) tally {
	stride, at := strideOf(n), 0
	for i := 1; i < steps; i++ {
		at = walkOn(at, stride, n)
	}
	return tally{steps, uint64(at)}
}

func rightIteration(n int) tally {
	right := tally{count: n}
	for i := uint64(0); i < uint64(n); i++ {
		right.sum += keyAt(i) + i
	}
	return right
}

// Numbers

func (r *run) timeLoop(workload string, m table, loop func(table, int, int) tally, steps int,
	right tally) {
	var c stopwatch
	if !r.wanted[workload] {
		return
	}
	for c.operations == 0 || c.spent < r.floor {
		c.start()
		seen := loop(m, r.n, steps)
		c.stop(steps)
		expect(workload, seen, right)
	}
	c.print(workload)
}

func (r *run) timedFill(c *stopwatch) table {
	c.start()
	m := fill(r.n)
	c.stop(r.n)
	expectLength(len(m), r.n)
	return m
}

func (r *run) timeDrain(m table) {
	var c stopwatch
	if !r.wanted["drain"] {
		return
	}
	for {
		c.start()
		seen := drain(m, r.n)
		c.stop(r.n)
		expect("drain", seen, tally{count: r.n})
		expectLength(len(m), 0)
		if c.spent >= r.floor {
			break
		}
		refill(m, r.n)
	}
	c.print("drain")
}

func (r *run) churnParts(m table, part int, before uint64, c *stopwatch) (largest uint64) {
	for i := 0; i < churnParts; i++ {
		c.start()
		seen := churn(m, r.n, i*part, part)
		c.stop(part)
		expect("churn", seen, tally{count: part})
		expectLength(len(m), r.n)
		if taken := heapInUse() - before; taken > largest {
			largest = taken
		}
	}
	return largest
}

func (r *run) timeChurn() {
	var c stopwatch
	if !r.wanted["churn"] {
		return
	}
	before, steps := heapInUse(), clamp(churnTurns*r.n, churnMin, churnMax)
	if r.floor == 0 {
		steps = 2 * r.n
	}
	m := fill(r.n)
	largest := r.churnParts(m, steps/churnParts, before, &c)
	c.print("churn")
	if r.wanted["bytes"] {
		printBytes("bytes-churned", r.n, largest)
	}
	runtime.KeepAlive(m)
}

func (r *run) numbers() {
	var fills stopwatch
	before, resident := heapInUse(), memoryLine("VmRSS:")
	m := r.timedFill(&fills)
	if r.wanted["bytes"] {
		peak := memoryLine("VmHWM:")
		printBytes("bytes", r.n, heapInUse()-before)
		if r.n >= peakMin {
			printBytes("bytes-peak", r.n, peak-resident)
		}
	}
	steps := clamp(r.n, lookupsMin, lookupsMax)
	r.timeLoop("hit", m, hit, steps, rightHits(r.n, steps))
	r.timeLoop("follow", m, follow, steps, rightFollow(r.n, steps))
	r.timeLoop("miss", m, miss, steps, tally{})
	r.timeLoop("iterate", m, iterate, r.n, rightIteration(r.n))
	r.timeDrain(m)
	if r.wanted["bytes"] && r.wanted["drain"] {
		printBytes("bytes-drained", r.n, heapInUse()-before)
	}
	runtime.KeepAlive(m)
	m = nil
	if r.wanted["insert"] {
		for fills.spent < r.floor {
			r.timedFill(&fills)
		}
		fills.print("insert")
	}
	r.timeChurn()
}

// Strings

func spell(text []byte, number uint64) {
	digits := keyAt(number)
	for i := range text {
		if i == 16 || i == 32 {
			digits = keyAt(digits)
		}
		text[i] = byte('a' + digits>>(4*(uint(i)%16))&15)
	}
}

// The bytes of all texts lie in one allocation, one behind the other, a byte apart as in C.
func makeTexts(first, stride, n int) []string {
	keys, bytes := make([]string, n), make([]byte, n*(textMax+1))
	for i, at := 0, 0; i < n; i++ {
		number := uint64(first + at)
		size := textMin + int(keyAt(^number)%(textMax-textMin+1))
		text := bytes[:size:size]
		spell(text, number)
		keys[i] = *(*string)(unsafe.Pointer(&text))
		bytes = bytes[size+1:]
		at = walkOn(at, stride, n)
	}
	return keys
}

func shareTexts(stored []string, stride int) []string {
	keys := make([]string, len(stored))
	for i, at := 0, 0; i < len(stored); i++ {
		keys[i] = stored[at]
		at = walkOn(at, stride, len(stored))
	}
	return keys
}

func timedTextFill(keys []string, c *stopwatch) textTable {
	c.start()
	m := fillText(keys)
	c.stop(len(keys))
	expectLength(len(m), len(keys))
	return m
}

func (r *run) timeFinds(workload string, m textTable, keys []string, right tally) {
	var c stopwatch
	if !r.wanted[workload] {
		return
	}
	for c.operations == 0 || c.spent < r.floor {
		c.start()
		seen := findText(m, keys)
		c.stop(r.n)
		expect(workload, seen, right)
	}
	c.print(workload)
}

func (r *run) strings() {
	var fills stopwatch
	stride := strideOf(r.n)
	stored, present := makeTexts(0, 1, r.n), makeTexts(0, stride, r.n)
	same, absent := shareTexts(stored, stride), makeTexts(r.n, stride, r.n)
	before := heapInUse()
	m := timedTextFill(stored, &fills)
	if r.wanted["string-bytes"] {
		printBytes("string-bytes", r.n, heapInUse()-before)
	}
	r.timeFinds("string-hit", m, present, rightHits(r.n, r.n))
	r.timeFinds("string-same", m, same, rightHits(r.n, r.n))
	r.timeFinds("string-miss", m, absent, tally{})
	runtime.KeepAlive(m)
	m = nil
	if r.wanted["string-insert"] {
		for fills.spent < r.floor {
			timedTextFill(stored, &fills)
		}
		fills.print("string-insert")
	}
	runtime.KeepAlive(stored)
	runtime.KeepAlive(present)
	runtime.KeepAlive(same)
	runtime.KeepAlive(absent)
}

func (r *run) latency() {
	l := newLaps(r.n)
	m := fillLaps(r.n, l)
	expectLength(len(m), r.n)
	l.print()
}

// Arguments

var (
	numberWorkloads = []string{"insert", "hit", "follow", "miss", "iterate", "churn", "drain", "bytes"}
	stringWorkloads = []string{"string-insert", "string-hit", "string-same", "string-miss", "string-bytes"}
)

func readArguments() *run {
	r := &run{floor: 50e6, wanted: map[string]bool{}}
	arguments := os.Args[1:]
	if len(arguments) == 1 && arguments[0] == "--version" {
		fmt.Println(runtime.Version())
		os.Exit(0)
	}
	if len(arguments) > 1 && arguments[0] == "--floor" {
		floor, err := strconv.ParseFloat(arguments[1], 64)
		if err != nil {
			fail("a number is needed, not '%s'", arguments[1])
		}
		r.floor = floor * 1e6
		arguments = arguments[2:]
	}
	if len(arguments) < 2 {
		fail("usage: map_go [--floor MS] SIZE WORKLOAD…")
	}
	n, err := strconv.Atoi(arguments[0])
	if err != nil || n < 10 {
		fail("a size is needed, not '%s'", arguments[0])
	}
	r.n = n
	for _, workload := range arguments[1:] {
		r.wanted[workload] = true
	}
	return r
}

func (r *run) any(workloads []string) bool {
	for _, workload := range workloads {
		if r.wanted[workload] {
			return true
		}
	}
	return false
}

func main() {
	runtime.LockOSThread()
	r := readArguments()
	if r.any(numberWorkloads) {
		r.numbers()
	}
	if r.any(stringWorkloads) {
		r.strings()
	}
	if r.wanted["latency"] {
		r.latency()
	}
}
