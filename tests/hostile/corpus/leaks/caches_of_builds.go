// tries: poison the caches, settings and modules of the compiler, which the next build would take
// must: accepted
// challenge: between
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	home, _ := os.UserConfigDir()
	places := []string{
		"/opt/go-cache/left", "/opt/go-cache/00/left", "/box/tmp/go/pkg/mod/left", "/usr/local/go/src/left.go",
		"/usr/lib/go-1.19/src/left.go", filepath.Join(home, "go/env"), "/box/work/go.work", "/box/work/vendor/left",
		"/box/go.work", "/go.work",
	}
	found := []string{}
	for _, path := range places {
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
		os.MkdirAll(filepath.Dir(path), 0o777)
		os.WriteFile(path, []byte("GOFLAGS=-toolexec=/bin/false\n"), 0o666)
	}
	if len(found) > 0 {
		fmt.Println(found)
		return
	}
	fmt.Println("contained")
}
