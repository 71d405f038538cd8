package hours

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	_ "embed" // for the zones
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// zoneinfo is the zone database for systems that have none: time/tzdata, compressed.
//
//go:generate go run ./zoneinfo $GOROOT
//go:embed zoneinfo.tar.gz
var zoneinfo []byte

// unpacked are the zones that were asked for, by name: hours are looked at with
// every message, and unpacking takes milliseconds.
var unpacked sync.Map

// ownZone is the zone called name by the database that the program brings.
func ownZone(name string) (*time.Location, error) {
	if zone, ok := unpacked.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := unpack(name)
	if err == nil {
		unpacked.Store(name, zone)
	}
	return zone, err
}

func unpack(name string) (*time.Location, error) {
	plain, err := gzip.NewReader(bytes.NewReader(zoneinfo))
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(plain); ; {
		file, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("no time zone is called %q", name)
		}
		if err != nil {
			return nil, err
		}
		if file.Name != name {
			continue
		}
		data, err := io.ReadAll(files)
		if err != nil {
			return nil, err
		}
		return time.LoadLocationFromTZData(name, data)
	}
}
