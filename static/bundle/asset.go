package main

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"linger/static"
)

// asset is one finished file under the name the pages know it by.
type asset struct {
	name string
	data []byte
}

// hashed is the name the asset is served under: it changes with the content, so
// a browser may keep the file for ever.
func (a asset) hashed() string {
	sum := sha256.Sum256(a.data)
	hash := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
	ext := filepath.Ext(a.name)
	return strings.TrimSuffix(a.name, ext) + "." + hash + ext
}

// save writes the asset plain and, where it helps, compressed. It answers with
// the sizes in words.
func (a asset) save(dist string) (string, error) {
	br, err := static.Brotli(a.data)
	if err != nil {
		return "", err
	}
	gz, err := static.Gzip(a.data)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dist, a.hashed())
	for suffix, data := range map[string][]byte{"": a.data, ".br": br, ".gz": gz} {
		if suffix != "" && len(data) >= len(a.data) {
			continue
		}
		if err := os.WriteFile(path+suffix, data, 0o644); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%7d plain %7d gzip %7d brotli", len(a.data), len(gz), len(br)), nil
}
