// Gateway in front of the catalogue, with nothing but net/http.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const mostBodyBytes = 256 * 1024

// refusal is an answer that the gateway gives by itself.
type refusal struct {
	status int
	code   string
	header map[string]string
}

func (r *refusal) Error() string { return r.code }

type gateway struct {
	buckets  *buckets
	store    *store
	upstream *upstream
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-Id")
	if id == "" {
		id = newID()
	}
	got, err := g.answer(r, id)
	w.Header()["X-Request-Id"] = []string{id}
	var refused *refusal
	if errors.As(err, &refused) {
		write(w, refused)
		return
	}
	for name, values := range got.header {
		w.Header()[name] = values
	}
	if got.status != http.StatusNotModified && got.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(got.body)))
	}
	w.WriteHeader(got.status)
	w.Write(got.body)
}

func (g *gateway) answer(r *http.Request, id string) (*answer, error) {
	body, err := read(r.Body)
	if r.Method != "GET" && r.Method != "POST" {
		return nil, &refusal{405, "method_not_allowed", map[string]string{"Allow": "GET, POST"}}
	}
	key := r.Header.Get("X-API-Key")
	if key == "" {
		return nil, &refusal{401, "missing_api_key", nil}
	}
	if wait := g.buckets.take(key, time.Now()); wait > 0 {
		seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
		return nil, &refusal{429, "rate_limited", map[string]string{"Retry-After": seconds}}
	}
	if err != nil {
		return nil, err
	}
	call := &call{
		method: r.Method,
		target: strings.TrimPrefix(r.RequestURI, "/catalog"),
		header: passedOn(r.Header, "X-Api-Key", "Content-Length"),
		body:   body,
	}
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	call.header.Set("X-Forwarded-For", strings.Join(append(r.Header["X-Forwarded-For"], client), ", "))
	call.header.Set("X-Request-Id", id)
	if r.Method == "POST" {
		got, err := g.upstream.send(call)
		if err == nil && got.status >= 200 && got.status < 300 {
			path, _, _ := strings.Cut(call.target, "?")
			g.store.forget(path)
		}
		return got, err
	}
	if r.Header.Get("Authorization") != "" {
		return g.upstream.send(call)
	}
	return g.cached(call)
}

func (g *gateway) cached(call *call) (*answer, error) {
	known := g.store.find(call.target)
	noneMatch := call.header.Get("If-None-Match")
	if known == nil || !known.isFresh(time.Now()) {
		etag := known.tag()
		if etag != "" {
			call.header.Set("If-None-Match", etag)
		}
		got, err := g.upstream.send(call)
		if err != nil {
			return nil, err
		}
		if etag == "" || got.status != http.StatusNotModified {
			g.store.offer(call.target, got)
			return got, nil
		}
		known = g.store.refresh(call.target, known)
	}
	if etag := known.tag(); etag != "" && noneMatch == etag {
		return &answer{status: http.StatusNotModified, header: http.Header{"Etag": {etag}}}, nil
	}
	return known.answer, nil
}

// read reads to the end, also what is too large, so that the client is there to hear the answer.
func read(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, mostBodyBytes+1))
	if err == nil && len(body) > mostBodyBytes {
		io.Copy(io.Discard, from)
		return nil, &refusal{413, "body_too_large", nil}
	}
	return body, err
}

func write(w http.ResponseWriter, refused *refusal) {
	body, _ := json.Marshal(map[string]string{"error": refused.code})
	for name, value := range refused.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(refused.status)
	w.Write(body)
}

func newID() string {
	id := make([]byte, 16)
	rand.Read(id)
	return hex.EncodeToString(id)
}

// route works on the path as it was sent; a ServeMux would clean it and redirect.
func route(g *gateway) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.RequestURI, "/catalog/"):
			g.ServeHTTP(w, r)
		case r.URL.Path == "/healthz":
			io.Copy(w, bytes.NewBufferString(`{"status": "ok"}`))
		default:
			write(w, &refusal{404, "not_found", nil})
		}
	}
}

func main() {
	g := &gateway{newBuckets(10, 2), newStore(), newUpstream(os.Getenv("CATALOG_URL"))}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), route(g)))
}
