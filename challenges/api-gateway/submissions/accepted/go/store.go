package main

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

type stored struct {
	answer *answer
	maxAge time.Duration
	until  time.Time
}

func (s *stored) isFresh(now time.Time) bool { return now.Before(s.until) }

func (s *stored) tag() string {
	if s == nil {
		return ""
	}
	return s.answer.header.Get("ETag")
}

// store keeps answers by path and query. What is in it is never changed, only replaced.
type store struct {
	mutex   sync.Mutex
	answers map[string]*stored
}

func newStore() *store { return &store{answers: map[string]*stored{}} }

func (s *store) find(target string) *stored {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.answers[target]
}

// offer keeps the answer, if it may be kept.
func (s *store) offer(target string, got *answer) {
	if age := maxAge(got.header.Get("Cache-Control")); got.status == 200 && age > 0 {
		s.put(target, got, age)
	}
}

func (s *store) refresh(target string, old *stored) *stored {
	return s.put(target, old.answer, old.maxAge)
}

func (s *store) put(target string, got *answer, age time.Duration) *stored {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	kept := &stored{got, age, time.Now().Add(age)}
	s.answers[target] = kept
	return kept
}

func (s *store) forget(path string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for target := range s.answers {
		if stem, _, _ := strings.Cut(target, "?"); stem == path {
			delete(s.answers, target)
		}
	}
}

// maxAge is 0 where the answer may not be kept.
func maxAge(control string) (age time.Duration) {
	for _, word := range strings.Split(strings.ToLower(control), ",") {
		word = strings.TrimSpace(word)
		if word == "no-store" || word == "private" {
			return 0
		}
		if strings.HasPrefix(word, "max-age=") {
			seconds, _ := strconv.Atoi(word[len("max-age="):])
			age = time.Duration(seconds) * time.Second
		}
	}
	return age
}
