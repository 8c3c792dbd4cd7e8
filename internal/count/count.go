// Package count counts what is so.
package count

// If is 1 if something is so, and 0 if not: what it adds to a count.
func If(is bool) int {
	if is {
		return 1
	}
	return 0
}
