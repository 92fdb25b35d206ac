// Sent right behind every attack in this language, and the next in its box.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	input, _ := io.ReadAll(os.Stdin)
	left, _ := os.ReadDir("/dev/shm")
	if string(input) == "1 2\n" && len(left) == 0 {
		fmt.Println("contained")
	} else {
		fmt.Println(string(input), left)
	}
}
