//go:build unix && !linux

package privatepg

const endsWithProgram = false
