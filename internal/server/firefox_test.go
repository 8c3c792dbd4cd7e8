package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"syscall"
	"testing"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"baton/internal/hang"
)

// firefox is a running Firefox, which speaks WebDriver BiDi: commands as JSON through a web socket, one answer for
// each.
type firefox struct {
	conn io.ReadWriteCloser
	last int
}

var bidiAddress = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// startFirefox starts a Firefox of the test's own, or skips the test where there is none.
func startFirefox(t *testing.T) engine {
	t.Helper()
	program := ""
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil && program == "" {
			program = path
		}
	}
	if program == "" {
		t.Skip("there is no firefox to try the pages in")
	}
	command := exec.Command(program, "--headless", "--no-remote", "--profile", t.TempDir(), "--remote-debugging-port", "0",
		"about:blank")
	out, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	startApart(t, command)
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if match := bidiAddress.FindStringSubmatch(lines.Text()); match != nil {
				found <- match[1]
			}
		}
	}()
	conn, _, _, err := ws.Dial(context.Background(), hang.Next(t, "an address of Firefox", found)+"/session")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	f := &firefox{conn: conn}
	if err := f.tell("session.new", step{"capabilities": step{}}, nil); err != nil {
		t.Fatal(err)
	}
	return f
}

// startApart starts a program that ends with the test, with all that it started itself, also where the test is killed.
func startApart(t *testing.T, command *exec.Cmd) {
	t.Helper()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithUs(command.SysProcAttr)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		command.Wait()
	})
}

// tell sends a command, and reads its result into a value where there is one.
func (f *firefox) tell(method string, params step, into any) error {
	f.last++
	command, err := json.Marshal(step{"id": f.last, "method": method, "params": params})
	if err != nil {
		return err
	}
	if err := wsutil.WriteClientText(f.conn, command); err != nil {
		return err
	}
	for {
		text, err := wsutil.ReadServerText(f.conn)
		if err != nil {
			return err
		}
		var answer struct {
			ID             int
			Error, Message string
			Result         json.RawMessage
		}
		if err := json.Unmarshal(text, &answer); err != nil {
			return err
		}
		switch {
		case answer.ID != f.last: // something that happened
			continue
		case answer.Error != "":
			return fmt.Errorf("%s: %s: %s", method, answer.Error, answer.Message)
		case into == nil:
			return nil
		}
		return json.Unmarshal(answer.Result, into)
	}
}

func (f *firefox) window(t *testing.T) driver {
	t.Helper()
	var person struct{ UserContext string }
	if err := f.tell("browser.createUserContext", step{}, &person); err != nil {
		t.Fatal(err)
	}
	var page struct{ Context string }
	if err := f.tell("browsingContext.create", step{"type": "window", "userContext": person.UserContext},
		&page); err != nil {
		t.Fatal(err)
	}
	if err := f.tell("browsingContext.setViewport",
		step{"context": page.Context, "viewport": step{"width": 1360, "height": 820}}, nil); err != nil {
		t.Fatal(err)
	}
	return &firefoxWindow{f, page.Context}
}

type firefoxWindow struct {
	f       *firefox
	context string
}

func (w *firefoxWindow) open(address string) error {
	return w.f.tell("browsingContext.navigate", step{"context": w.context, "url": address, "wait": "complete"}, nil)
}

func (w *firefoxWindow) run(script string) (string, error) {
	var answer struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	err := w.f.tell("script.evaluate",
		step{"expression": "String(" + script + ")", "target": step{"context": w.context}, "awaitPromise": false}, &answer)
	if err == nil && answer.Type != "success" {
		err = fmt.Errorf("the script threw %s", answer.ExceptionDetails.Text)
	}
	return answer.Result.Value, err
}

func (w *firefoxWindow) act(actions ...any) error {
	return w.f.tell("input.performActions", step{"context": w.context, "actions": actions}, nil)
}
