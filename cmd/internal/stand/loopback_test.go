package stand

import "testing"

func TestOnlyLoopbackIsLoaded(t *testing.T) {
	for address, fine := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://[::1]:8080": true, "http://127.8.9.1": true,
		"http://localhost:8080": false, "http://10.0.0.1:8080": false, "http://chat.example.com": false,
		"http://0.0.0.0:80": false, "http://127.0.0.1.example.com": false, "": false, "127.0.0.1:8080": false,
	} {
		if err := LoopbackOnly(address); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}
