package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
)

type object = map[string]any

type request struct {
	Op       string
	Document any
	Patches  []any
	From     any
	To       any
}

// apply returns the document after one merge patch.
func apply(document, patch any) any {
	// TODO: RFC 7386, section 2
	return document
}

// diff returns the smallest patch, and whether there is one.
func diff(from, to any) (any, bool) {
	// TODO
	return nil, false
}

func answer(r request) any {
	if r.Op == "diff" {
		if patch, ok := diff(r.From, r.To); ok {
			return object{"patch": patch}
		}
		return object{"impossible": true}
	}
	document := r.Document
	for _, patch := range r.Patches {
		document = apply(document, patch)
	}
	return document
}

func main() {
	var requests []request
	if err := json.NewDecoder(bufio.NewReader(os.Stdin)).Decode(&requests); err != nil {
		log.Fatal(err)
	}
	results := []any{}
	for _, r := range requests {
		results = append(results, answer(r))
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}
