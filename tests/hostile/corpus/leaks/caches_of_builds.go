// tries: poison the caches, settings and modules of the compiler, which the next build would take
// must: accepted
// challenge: between
package main

import "os"

func main() {
	home, _ := os.UserConfigDir()
	places := [][2]string{
		{"/opt/go-cache", "/left"}, {"/opt/go-cache/00", "/left"}, {"/box/tmp/go/pkg/mod", "/left"},
		{"/usr/local/go/src", "/left.go"}, {"/usr/lib/go-1.19/src", "/left.go"}, {home + "/go", "/env"},
		{"/box/work", "/go.work"}, {"/box/work/vendor", "/left"}, {"/box", "/go.work"}, {"", "/go.work"},
	}
	found := ""
	for _, place := range places {
		path := place[0] + place[1]
		if _, err := os.Stat(path); err == nil {
			found += path + " "
		}
		os.MkdirAll(place[0], 0o777)
		os.WriteFile(path, []byte("GOFLAGS=-toolexec=/bin/false\n"), 0o666)
	}
	if found == "" {
		found = "contained"
	}
	os.Stdout.WriteString(found + "\n")
}
