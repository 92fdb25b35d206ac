package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

var catalog = os.Getenv("CATALOG_URL")

// forward sends GETs on, in the simplest way there is.
func forward(w http.ResponseWriter, r *http.Request) {
	if r.Method != "GET" {
		http.Error(w, `{"error": "not_implemented"}`, http.StatusNotImplemented)
		return
	}
	answer, err := http.Get(catalog + strings.TrimPrefix(r.RequestURI, "/catalog"))
	if err != nil {
		http.Error(w, `{"error": "not_implemented"}`, http.StatusNotImplemented)
		return
	}
	defer answer.Body.Close()
	w.WriteHeader(answer.StatusCode)
	io.Copy(w, answer.Body)
}

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"status": "ok"}`) })
	http.HandleFunc("/catalog/", forward)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
