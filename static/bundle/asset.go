package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
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
	br, err := brotlied(a.data)
	if err != nil {
		return "", err
	}
	gz, err := gzipped(a.data)
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

func brotlied(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func gzipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
