// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"sort"
	"syscall"
	"unsafe"
)

const (
	clockMonotonic   = 1
	clockThreadCPU   = 3
	rusageThread     = 1
	slowNs           = 20000
	calibrationNs    = 50000000
	lapsBetweenLooks = 4096
)

// The same as laps.c, in the same order.
type laps struct {
	ticks     []uint32
	count     int
	perNs     float64
	slow      uint64
	wall, cpu float64
	preempted int64
}

func clockNs(clock uintptr) float64 {
	var t syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&t)), 0)
	return float64(t.Sec)*1e9 + float64(t.Nsec)
}

func preemptions() int64 {
	var used syscall.Rusage
	syscall.Getrusage(rusageThread, &used)
	return used.Nivcsw
}

func ticksPerNs() float64 {
	start, first := clockNs(clockMonotonic), tickCount()
	end := start
	for end-start < calibrationNs {
		end = clockNs(clockMonotonic)
	}
	return float64(tickCount()-first) / (end - start)
}

func newLaps(n int) *laps {
	l := &laps{ticks: make([]uint32, n), perNs: ticksPerNs()}
	for i := range l.ticks {
		l.ticks[i] = math.MaxUint32
	}
	l.slow = uint64(slowNs * l.perNs)
	l.look(0)
	return l
}

func (l *laps) look(took uint64) uint64 {
	wall, cpu, preempted := clockNs(clockMonotonic), clockNs(clockThreadCPU), preemptions()
	off := ((wall - l.wall) - (cpu - l.cpu)) * l.perNs
	if took > l.slow && preempted != l.preempted && off > 0 {
		if off < float64(took) {
			took -= uint64(off)
		} else {
			took = 0
		}
	}
	l.wall, l.cpu, l.preempted = wall, cpu, preempted
	return took
}

func (l *laps) add(start uint64) uint64 {
	now := tickCount()
	took := now - start
	if took > l.slow || l.count%lapsBetweenLooks == 0 {
		took = l.look(took)
		now = tickCount()
	}
	if took > math.MaxUint32 {
		took = math.MaxUint32
	}
	l.ticks[l.count] = uint32(took)
	l.count++
	return now
}

func (l *laps) ns(ticks uint32) float64 {
	return float64(ticks) / l.perNs
}

func (l *laps) quantile(share float64) float64 {
	return l.ns(l.ticks[int(float64(l.count-1)*share)])
}

func (l *laps) slowerThan(limit float64) int {
	n := 0
	for n < l.count && l.ns(l.ticks[l.count-1-n]) > limit {
		n++
	}
	return n
}

func (l *laps) print() {
	sum := 0.0
	for _, t := range l.ticks {
		sum += l.ns(t)
	}
	sort.Slice(l.ticks, func(i, j int) bool { return l.ticks[i] < l.ticks[j] })
	fmt.Printf("latency-mean %.2f\n", sum/float64(l.count))
	fmt.Printf("latency-p50 %.1f\n", l.quantile(0.5))
	fmt.Printf("latency-p99 %.1f\n", l.quantile(0.99))
	fmt.Printf("latency-p99.9 %.1f\n", l.quantile(0.999))
	fmt.Printf("latency-p99.99 %.1f\n", l.quantile(0.9999))
	fmt.Printf("latency-second %.1f\n", l.ns(l.ticks[l.count-2]))
	fmt.Printf("latency-max %.1f\n", l.ns(l.ticks[l.count-1]))
	fmt.Printf("latency-over-10us %d\n", l.slowerThan(1e4))
	fmt.Printf("latency-over-100us %d\n", l.slowerThan(1e5))
	fmt.Printf("latency-over-1ms %d\n", l.slowerThan(1e6))
}
