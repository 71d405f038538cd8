package stand

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Usage is what processes have taken of the machine.
type Usage struct {
	CPU    time.Duration
	Memory float64 // MiB; what processes share counts once
}

// UsageOf is what a process takes; with its children, if family. It is Linux's to know.
func UsageOf(pid int, family bool) (Usage, error) {
	var u Usage
	pids := []int{pid}
	if family {
		all, err := children(pid)
		if err != nil {
			return u, err
		}
		pids = append(pids, all...)
	}
	for _, p := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil && p != pid {
			continue // it has ended; its parent has its time
		}
		if err != nil {
			return u, err
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')'):])) // from the state on
		own := 2
		if family && p == pid { // and what those had that have ended
			own = 4
		}
		for _, field := range fields[12 : 12+own] {
			ticks, err := strconv.Atoi(field)
			if err != nil {
				return u, err
			}
			u.CPU += time.Duration(ticks) * 10 * time.Millisecond
		}
		u.Memory += memory(p, family)
	}
	return u, nil
}

// memory is what is resident, in MiB; shared divides what processes share among them.
func memory(pid int, shared bool) float64 {
	file, field := "status", []byte("VmRSS:")
	if shared {
		file, field = "smaps_rollup", []byte("\nPss:")
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		return 0
	}
	_, after, found := bytes.Cut(text, field)
	if !found {
		return 0
	}
	kib, err := strconv.ParseFloat(string(bytes.Fields(after)[0]), 64)
	if err != nil {
		return 0
	}
	return kib / 1024
}

func children(pid int) ([]int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("process %d is not there", pid)
	}
	if err != nil {
		return nil, err
	}
	var all []int
	for _, field := range strings.Fields(string(text)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		all = append(all, child)
	}
	return all, nil
}
