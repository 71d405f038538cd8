// Command linger is customer chat that waits, in one binary.
package main

func main() {}
