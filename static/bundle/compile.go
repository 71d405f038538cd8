package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"linger/static"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the files that pages load, by the name that static.Path takes.
var entries = []string{
	"app.css", "app.js", // console, settings, sign-in
	"widget.css", "widget.js", // the customer's frame
	"shop.css", "shop.js", // the demo shop
}

// loader is the script on customers' sites. It is not an entry like the others:
// it ends as an expression that takes its configuration, see static.Embed.
const loader = "embed.js"

// compile bundles every entry.
func compile(root string) ([]asset, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	var points []api.EntryPoint
	for _, name := range entries {
		path := filepath.Join(root, strings.TrimPrefix(filepath.Ext(name), "."), name)
		points = append(points, api.EntryPoint{InputPath: path, OutputPath: strings.TrimSuffix(name, filepath.Ext(name))})
	}
	options := shared(root)
	options.EntryPointsAdvanced = points
	options.Format = api.FormatIIFE
	assets, err := build(options)
	if err != nil {
		return nil, err
	}
	embed, err := compileLoader(root)
	return append(assets, embed...), err
}

// compileLoader wraps the loader into a function of its configuration, and puts
// its style sheet into it.
func compileLoader(root string) ([]asset, error) {
	options := shared(root)
	options.EntryPoints = []string{filepath.Join(root, "css", "embed.css")}
	styles, err := build(options)
	if err != nil {
		return nil, err
	}
	style, err := json.Marshal(strings.TrimSpace(string(styles[0].data)))
	if err != nil {
		return nil, err
	}
	options = shared(root)
	options.EntryPoints = []string{filepath.Join(root, "js", loader)}
	options.Format = api.FormatESModule // nothing around it but what stands here
	options.Define = map[string]string{"STYLE": string(style)}
	var names []string
	for i, field := range static.LookFields {
		name := string(rune('A' + i))
		names = append(names, name)
		options.Define["CONFIG."+field] = name
	}
	options.Banner = map[string]string{"js": "((" + strings.Join(names, ",") + ")=>{"}
	options.Footer = map[string]string{"js": "})"}
	return build(options)
}

func shared(root string) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir:     root,
		Outdir:            filepath.Join(root, "dist"),
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		Target:            api.ES2022,
		Engines: []api.Engine{ // the oldest that have light-dark() and dialogs
			{Name: api.EngineChrome, Version: "123"},
			{Name: api.EngineFirefox, Version: "120"},
			{Name: api.EngineSafari, Version: "17.5"},
		},
		LogLevel: api.LogLevelSilent,
	}
}

// build runs esbuild and returns its files. Warnings fail too: each is a mistake
// or a thing to say plainly in the source.
func build(options api.BuildOptions) ([]asset, error) {
	result := api.Build(options)
	if problems := slices.Concat(result.Errors, result.Warnings); len(problems) > 0 {
		lines := api.FormatMessages(problems, api.FormatMessagesOptions{})
		return nil, fmt.Errorf("esbuild:\n%s", strings.Join(lines, ""))
	}
	assets := make([]asset, 0, len(result.OutputFiles))
	for _, file := range result.OutputFiles {
		a, err := newAsset(filepath.Base(file.Path), file.Contents)
		if err != nil {
			return nil, err
		}
		assets = append(assets, a)
	}
	return assets, nil
}

// images are taken as they are.
func images(root string) ([]asset, error) {
	paths, err := filepath.Glob(filepath.Join(root, "img", "*"))
	if err != nil {
		return nil, err
	}
	var assets []asset
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		a, err := newAsset(filepath.Base(path), data)
		if err != nil {
			return nil, err
		}
		assets = append(assets, a)
	}
	return assets, nil
}
