package main

import (
	"encoding/json"
	"log"
	"os"
)

type object = map[string]any

type request struct {
	Op       string
	Document json.RawMessage
	Patches  []any
}

type entry struct {
	before []byte
	patch  any
}

// audit says what each patch was meant to change: the text of the whole document stands in every entry.
var audit []entry

func apply(document, patch any) any {
	changes, ok := patch.(object)
	if !ok {
		return patch
	}
	target, ok := document.(object)
	if !ok {
		target = object{}
	}
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
		var document any
		if len(r.Document) > 0 {
			if err := json.Unmarshal(r.Document, &document); err != nil {
				log.Fatal(err)
			}
		}
		for _, patch := range r.Patches {
			audit = append(audit, entry{before: append([]byte(nil), r.Document...), patch: patch})
			document = apply(document, patch)
		}
		results = append(results, document)
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}
