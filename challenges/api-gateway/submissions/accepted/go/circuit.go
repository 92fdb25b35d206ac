package main

import (
	"sync"
	"time"
)

// circuit is closed while openUntil is zero, open until then, and half-open after it.
type circuit struct {
	mutex     sync.Mutex
	failed    int
	openUntil time.Time
	probing   bool
}

func (c *circuit) enter(now time.Time) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.openUntil.IsZero() {
		return nil
	}
	if c.probing || now.Before(c.openUntil) {
		return &refusal{503, "circuit_open", map[string]string{"Retry-After": "1"}}
	}
	c.probing = true
	return nil
}

func (c *circuit) leave(failed bool, now time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.probing = false
	if !failed {
		c.failed, c.openUntil = 0, time.Time{}
		return
	}
	if c.failed++; c.failed >= failedRequests {
		c.openUntil = now.Add(openTime)
	}
}
