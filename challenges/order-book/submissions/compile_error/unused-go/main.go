package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	count := 0
	for in.Scan() {
		command := in.Text()
		count++
	}
	fmt.Println("BOOK")
}
