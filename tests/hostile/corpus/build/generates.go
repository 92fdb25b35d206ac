// tries: run commands of its own while it is built
// must: accepted
package main

//go:generate sh -c "echo generated > /box/work/generated; sleep 1000 &"

import "os"

func main() {
	if _, err := os.Stat("/box/work/generated"); err == nil {
		os.Stdout.WriteString("a command ran\n")
		return
	}
	os.Stdout.WriteString("contained\n")
}
