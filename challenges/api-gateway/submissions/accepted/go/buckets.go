package main

import (
	"math"
	"sync"
	"time"
)

type bucket struct {
	level float64
	at    time.Time
}

// buckets has a token bucket for every key, full when it is first seen.
type buckets struct {
	capacity, perSecond float64
	mutex               sync.Mutex
	levels              map[string]bucket
}

func newBuckets(capacity, perSecond float64) *buckets {
	return &buckets{capacity: capacity, perSecond: perSecond, levels: map[string]bucket{}}
}

// take takes a token and returns 0, or else the time until there is one.
func (b *buckets) take(key string, now time.Time) time.Duration {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	is, known := b.levels[key]
	if !known {
		is = bucket{b.capacity, now}
	}
	level := math.Min(b.capacity, is.level+now.Sub(is.at).Seconds()*b.perSecond)
	if level < 1 {
		b.levels[key] = bucket{level, now}
		return time.Duration((1 - level) / b.perSecond * float64(time.Second))
	}
	b.levels[key] = bucket{level - 1, now}
	return 0
}
