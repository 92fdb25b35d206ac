package main

import (
	"net/http"
	"strings"
)

var hopByHop = []string{
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection",
	"Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// passedOn copies the headers that concern the other end.
func passedOn(header http.Header, but ...string) http.Header {
	passed := header.Clone()
	for _, value := range header["Connection"] {
		for _, name := range strings.Split(value, ",") {
			passed.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range append(but, hopByHop...) {
		passed.Del(name)
	}
	return passed
}
