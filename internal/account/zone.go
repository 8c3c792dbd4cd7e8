package account

import (
	_ "embed"
	"strings"
	"sync"
	"time"
)

// ianaZones are the names of time zones that Go knows, one a line; a test writes the list from Go's own.
//
//go:embed zones.txt
var ianaZones string

// Zones are the names of all IANA time zones, such as Europe/Berlin, in alphabetical order.
var Zones = sync.OnceValue(func() []string { return strings.Fields(ianaZones) })

// FindZone is the time zone that somebody means: its IANA name in any case, with spaces or underscores, or its place
// alone where only one zone has it, such as berlin or New York. Not ok where none or several are meant.
func FindZone(typed string) (name string, ok bool) {
	name = zonesByWords()[zoneWords(typed)]
	return name, name != ""
}

func zoneWords(name string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(name), "_", " ")), " ")
}

// zonesByWords are the zones by the words that mean them. What several places mean is kept as none.
var zonesByWords = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, zone := range Zones() {
		place := zoneWords(zone[strings.LastIndexByte(zone, '/')+1:])
		if _, taken := names[place]; taken {
			names[place] = ""
			continue
		}
		names[place] = zone
	}
	for _, zone := range Zones() {
		names[zoneWords(zone)] = zone
	}
	return names
})

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
