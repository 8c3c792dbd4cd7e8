package server_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"baton/internal/hang"
)

// webKit is WebKitGTK, whose driver speaks W3C WebDriver over HTTP. Each driver has one browser, and all of them draw
// on a screen that is not there.
type webKit struct{ display string }

// startWebKit makes WebKitGTK ready, or skips the test where it, its driver or Xvfb is not there.
func startWebKit(t *testing.T) engine {
	t.Helper()
	for _, program := range []string{"WebKitWebDriver", "Xvfb"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s to try the pages in WebKit", program)
		}
	}
	number, told, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer number.Close()
	command := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp")
	command.ExtraFiles = []*os.File{told}
	startApart(t, command)
	told.Close()
	found := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(number).ReadString('\n')
		found <- strings.TrimSpace(line)
	}()
	display := hang.Next(t, "a screen of Xvfb", found)
	if display == "" {
		t.Fatal("Xvfb did not start")
	}
	return &webKit{":" + display}
}

// window starts a driver with a browser.
func (k *webKit) window(t *testing.T) driver {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().(*net.TCPAddr)
	free.Close()
	command := exec.Command("WebKitWebDriver", fmt.Sprintf("--port=%d", address.Port))
	home := t.TempDir()
	command.Env = append(os.Environ(), "DISPLAY="+k.display, "HOME="+home, "XDG_RUNTIME_DIR="+home, "GDK_BACKEND=x11",
		"NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1")
	startApart(t, command)
	w := &webKitWindow{base: "http://" + address.String() + "/session"}
	eventually(t, "the driver listens", func() bool {
		conn, err := net.Dial("tcp", address.String())
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	var session struct{ SessionID string }
	if err := w.send("", step{"capabilities": step{"alwaysMatch": step{}}}, &session); err != nil {
		t.Fatal(err)
	}
	w.base += "/" + session.SessionID
	if err := w.send("/window/rect", step{"x": 0, "y": 0, "width": 1360, "height": 900}, nil); err != nil {
		t.Fatal(err)
	}
	return w
}

type webKitWindow struct{ base string } // the address of the session

// send sends a command, and reads its result into a value where there is one.
func (w *webKitWindow) send(command string, params step, into any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: hang.Limit}
	response, err := client.Post(w.base+command, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", command, answer.Value)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, into)
}

func (w *webKitWindow) open(address string) error {
	return w.send("/url", step{"url": address}, nil)
}

func (w *webKitWindow) run(script string) (word string, err error) {
	err = w.send("/execute/sync", step{"script": "return String(" + script + ")", "args": []any{}}, &word)
	return word, err
}

func (w *webKitWindow) act(actions ...any) error {
	return w.send("/actions", step{"actions": actions}, nil)
}
