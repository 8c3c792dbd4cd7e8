package account

import (
	"sync"
	"time"
)

var zones sync.Map // name to *time.Location

// LoadZone is time.LoadLocation, which reads a file at each call, with a memory.
func LoadZone(name string) (*time.Location, error) {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, zone)
	}
	return zone, err
}
