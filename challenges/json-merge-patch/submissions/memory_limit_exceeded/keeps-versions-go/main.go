package main

import (
	"encoding/json"
	"log"
	"os"
)

type object = map[string]any

type request struct {
	Op       string
	Document any
	Patches  []any
}

// versions holds each document as it was before each change, in case somebody asks for an old one.
var versions []object

func keep(document object) {
	version := make(object, len(document))
	for key, value := range document {
		version[key] = value
	}
	versions = append(versions, version)
}

func apply(document, patch any) any {
	changes, ok := patch.(object)
	if !ok {
		return patch
	}
	target, ok := document.(object)
	if !ok {
		target = object{}
	}
	keep(target)
	for key, value := range changes {
		if value == nil {
			delete(target, key)
		} else {
			target[key] = apply(target[key], value)
		}
	}
	return target
}

func main() {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		log.Fatal(err)
	}
	results := []any{}
	for _, r := range requests {
		document := r.Document
		for _, patch := range r.Patches {
			document = apply(document, patch)
		}
		results = append(results, document)
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}
