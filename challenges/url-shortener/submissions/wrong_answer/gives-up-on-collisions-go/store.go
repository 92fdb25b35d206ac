package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand"
	"os"
	"strconv"
	"sync"
)

var (
	errUnknown = errors.New("unknown")
	errGone    = errors.New("gone")
	errTaken   = errors.New("taken")
)

type Link struct {
	Code    string `json:"code"`
	URL     string `json:"url"`
	Clicks  int    `json:"clicks"`
	host    string
	deleted bool
}

type change struct {
	Do, Code, URL, Host string
}

type Store struct {
	mutex    sync.Mutex
	links    map[string]*Link
	order    []*Link
	journal  *os.File
	alphabet string
	length   int
	random   *rand.Rand
}

func Open(path string) (*Store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	length, err := strconv.Atoi(os.Getenv("CODE_LENGTH"))
	if err != nil {
		return nil, err
	}
	store := &Store{links: map[string]*Link{}, journal: file, alphabet: os.Getenv("CODE_ALPHABET"), length: length,
		random: rand.New(rand.NewSource(4))}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	end := bytes.LastIndexByte(text, '\n') + 1 // what follows was never acknowledged
	for _, line := range bytes.Split(text[:end], []byte("\n")) {
		var entry change
		if len(line) > 0 && json.Unmarshal(line, &entry) == nil {
			store.apply(entry)
		}
	}
	for range store.order {
		store.freshCode()
	}
	if err := file.Truncate(int64(end)); err != nil {
		return nil, err
	}
	_, err = file.Seek(int64(end), io.SeekStart)
	return store, err
}

func (s *Store) apply(entry change) {
	switch entry.Do {
	case "add":
		link := &Link{Code: entry.Code, URL: entry.URL, host: entry.Host}
		s.links[entry.Code] = link
		s.order = append(s.order, link)
	case "click":
		s.links[entry.Code].Clicks++
	case "delete":
		s.links[entry.Code].deleted = true
	}
}

// commit writes first and changes the state after.
func (s *Store) commit(entry change) error {
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	if _, err := s.journal.Write(append(line, '\n')); err != nil {
		return err
	}
	if err := s.journal.Sync(); err != nil {
		return err
	}
	s.apply(entry)
	return nil
}

// freshCode draws from the same sequence in every run, so that no test fails in some runs only. The sequence does not
// know which codes are taken.
func (s *Store) freshCode() string {
	code := make([]byte, s.length)
	for i := range code {
		code[i] = s.alphabet[s.random.Intn(len(s.alphabet))]
	}
	return string(code)
}

// Add creates a link; without a code it gets a fresh one.
func (s *Store) Add(code, url, host string) (Link, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if code == "" {
		code = s.freshCode()
	}
	if s.links[code] != nil {
		return Link{}, errTaken
	}
	if err := s.commit(change{"add", code, url, host}); err != nil {
		return Link{}, err
	}
	return *s.links[code], nil
}

// find wants the mutex held.
func (s *Store) find(code string) (*Link, error) {
	link := s.links[code]
	if link == nil {
		return nil, errUnknown
	}
	if link.deleted {
		return nil, errGone
	}
	return link, nil
}

func (s *Store) change(do, code string) (Link, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	link, err := s.find(code)
	if err != nil {
		return Link{}, err
	}
	if do != "" {
		err = s.commit(change{Do: do, Code: code})
	}
	return *link, err
}

func (s *Store) Get(code string) (Link, error)   { return s.change("", code) }
func (s *Store) Click(code string) (Link, error) { return s.change("click", code) }

func (s *Store) Delete(code string) error {
	_, err := s.change("delete", code)
	return err
}

func (s *Store) OfHost(host string) []Link {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := []Link{}
	for _, link := range s.order {
		if link.host == host && !link.deleted {
			found = append(found, *link)
		}
	}
	return found
}
