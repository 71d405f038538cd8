// Command zoneinfo writes the zone database of the Go installed at its argument to zoneinfo.tar.gz:
// a quarter of what time/tzdata adds to a binary.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"
)

func main() {
	if err := write(filepath.Join(os.Args[1], "lib", "time", "zoneinfo.zip"), "zoneinfo.tar.gz"); err != nil {
		log.Fatal(err)
	}
}

// write packs the files of the zip named from into the tar named to.
func write(from, to string) (err error) {
	in, err := zip.OpenReader(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	squeezed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	packed := tar.NewWriter(squeezed)
	for _, f := range in.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if err := add(packed, f); err != nil {
			return err
		}
	}
	return errors.Join(packed.Close(), squeezed.Close())
}

// add writes one zone.
func add(to *tar.Writer, f *zip.File) error {
	data, err := f.Open()
	if err != nil {
		return err
	}
	if err := to.WriteHeader(&tar.Header{Name: f.Name, Mode: 0o644, Size: int64(f.UncompressedSize64)}); err != nil {
		return err
	}
	_, err = io.Copy(to, data)
	return errors.Join(err, data.Close())
}
