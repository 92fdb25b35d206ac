// The reverse proxy of the standard library, with keys and request ids. It waits for the catalogue for ever.
package main

import (
	"fmt"
	"log"
	"math/rand"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
)

func main() {
	target, err := url.Parse(os.Getenv("CATALOG_URL"))
	if err != nil {
		log.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	forward := proxy.Director
	proxy.Director = func(r *http.Request) {
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/catalog")
		forward(r)
		r.Host = target.Host
		r.Header.Del("X-API-Key")
	}
	proxy.ErrorHandler = func(w http.ResponseWriter, r *http.Request, err error) {
		refuse(w, http.StatusBadGateway, "upstream_unreachable")
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { refuse(w, http.StatusNotFound, "not_found") })
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"status": "ok"}`) })
	http.HandleFunc("/catalog/", func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if id == "" {
			id = fmt.Sprintf("%016x", rand.Int63())
			r.Header.Set("X-Request-Id", id)
		}
		w.Header().Set("X-Request-Id", id)
		if r.Header.Get("X-API-Key") == "" {
			refuse(w, http.StatusUnauthorized, "missing_api_key")
			return
		}
		proxy.ServeHTTP(w, r)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error": %q}`, code)
}
