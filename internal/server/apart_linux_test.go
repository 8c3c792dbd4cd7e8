package server_test

import "syscall"

// endWithUs lets the system end a program when the one that started it ends.
func endWithUs(p *syscall.SysProcAttr) { p.Pdeathsig = syscall.SIGKILL }
