// Reports an accidental collision of codes to the client, as if that had asked for it. See store.go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

var (
	characters = regexp.MustCompile(`^[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$`)
	shape      = regexp.MustCompile(`(?i)^https?://([^/?#]*)`)
	alias      = regexp.MustCompile(`^[A-Za-z0-9_-]{3,32}$`)
)

func hostOf(url string) string {
	match := shape.FindStringSubmatch(url)
	if len(url) > 2048 || match == nil || !characters.MatchString(url) {
		return ""
	}
	host := match[1][strings.LastIndex(match[1], "@")+1:]
	host, _, _ = strings.Cut(host, ":")
	return strings.ToLower(host)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]string{"error": code})
}

func failWith(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, errUnknown):
		fail(w, 404, "not_found")
	case errors.Is(err, errGone):
		fail(w, 410, "gone")
	case errors.Is(err, errTaken):
		fail(w, 409, "alias_taken")
	default:
		fail(w, 500, "internal")
	}
}

func create(store *Store, w http.ResponseWriter, r *http.Request) {
	var fields map[string]any
	text, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(text, &fields) != nil || fields == nil {
		fail(w, 400, "invalid_json")
		return
	}
	url, _ := fields["url"].(string)
	host := hostOf(url)
	if host == "" {
		fail(w, 422, "invalid_url")
		return
	}
	code, isText := fields["alias"].(string)
	if fields["alias"] != nil && (!isText || !alias.MatchString(code) || code == "links" || code == "healthz") {
		fail(w, 422, "invalid_alias")
		return
	}
	link, err := store.Add(code, url, host)
	if err != nil {
		failWith(w, err)
		return
	}
	w.Header().Set("Location", "/links/"+link.Code)
	answer(w, 201, link)
}

func list(store *Store, w http.ResponseWriter, r *http.Request) {
	host := r.URL.Query().Get("host")
	if host == "" {
		fail(w, 400, "host_required")
		return
	}
	answer(w, 200, map[string]any{"links": store.OfHost(strings.ToLower(host))})
}

func one(store *Store, w http.ResponseWriter, r *http.Request, code string) {
	if r.Method == http.MethodDelete {
		if err := store.Delete(code); err != nil {
			failWith(w, err)
			return
		}
		w.WriteHeader(204)
		return
	}
	link, err := store.Get(code)
	if err != nil {
		failWith(w, err)
		return
	}
	answer(w, 200, link)
}

func follow(store *Store, w http.ResponseWriter, r *http.Request, code string) {
	find := store.Click
	if r.Method == http.MethodHead {
		find = store.Get
	}
	link, err := find(code)
	if err != nil {
		failWith(w, err)
		return
	}
	w.Header().Set("Location", link.URL)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(302)
}

func route(store *Store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		code, isLink := strings.TrimPrefix(path, "/links/"), strings.HasPrefix(path, "/links/")
		switch {
		case path == "/healthz":
			answer(w, 200, map[string]string{"status": "ok"})
		case path == "/links" && r.Method == http.MethodPost:
			create(store, w, r)
		case path == "/links":
			list(store, w, r)
		case isLink:
			one(store, w, r, code)
		default:
			follow(store, w, r, path[1:])
		}
	}
}

func main() {
	store, err := Open(filepath.Join(os.Getenv("DATA_DIR"), "links.journal"))
	if err != nil {
		panic(err)
	}
	server := &http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT"), Handler: route(store)}
	stopped := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	go func() {
		<-signals
		deadline, cancel := context.WithTimeout(context.Background(), 4*time.Second)
		defer cancel()
		server.Shutdown(deadline)
		close(stopped)
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		panic(err)
	}
	<-stopped
}
