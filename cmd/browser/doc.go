// Package browser holds the end-to-end tests: the whole program, the demo's shop
// on another origin, and people in Chromium. It has no code besides its tests.
//
// People are browser contexts, each with cookies and storage of its own. A
// customer sits in the shop's page and works inside the widget's frame, which is
// a target of its own because it is another site; an agent sits in the console.
// Controls are found as assistive technology finds them, by role and name. No
// test sleeps: each waits for what a person would see.
//
// Pictures are taken with
//
//	go test ./cmd/browser -screens DIR
//
// and the one that the README shows is renewed by adding -update.
package browser
