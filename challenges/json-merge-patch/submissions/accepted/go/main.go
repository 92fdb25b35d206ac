package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"log"
	"os"
	"reflect"
)

type object = map[string]any

type request struct {
	Op       string
	Document any
	Patches  []any
	From     any
	To       any
}

var errImpossible = errors.New("no merge patch can write a null")

// apply returns the patched document; objects are changed in place.
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

// checkWritable tells whether a patch can bring value into a document.
func checkWritable(value any) error {
	members, ok := value.(object)
	if !ok {
		return nil
	}
	for _, member := range members {
		if member == nil {
			return errImpossible
		}
		if err := checkWritable(member); err != nil {
			return err
		}
	}
	return nil
}

func diffObjects(from, to object) (object, error) {
	patch := object{}
	for key := range from {
		if _, ok := to[key]; !ok {
			patch[key] = nil
		}
	}
	for key, value := range to {
		before, existed := from[key]
		if existed && reflect.DeepEqual(before, value) {
			continue
		}
		change, err := diff(before, value)
		if value == nil {
			err = errImpossible
		}
		if err != nil {
			return nil, err
		}
		patch[key] = change
	}
	return patch, nil
}

func diff(from, to any) (any, error) {
	before, ok := from.(object)
	after, both := to.(object)
	if ok && both {
		return diffObjects(before, after)
	}
	return to, checkWritable(to)
}

func answer(r request) any {
	if r.Op == "diff" {
		patch, err := diff(r.From, r.To)
		if err != nil {
			return object{"impossible": true}
		}
		return object{"patch": patch}
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
