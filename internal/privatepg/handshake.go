//go:build unix

package privatepg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"
)

// greet opens a session at the socket in dir, as any client does, and closes it. Nil means that Postgres takes
// sessions; an error, that it is not there, still starts or already stops. To refuse the session for another
// reason, as with too many of them, is an answer too.
//
// The lock file alone would not do: it still says ready for a moment after a shutdown was asked for. Postgres
// acts on a signal before it takes the next connection.
func greet(dir string) error {
	conn, err := net.DialTimeout("unix", filepath.Join(dir, socketFile), time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return err
	}
	if _, err := conn.Write(startupMessage()); err != nil {
		return err
	}
	for {
		kind, body, err := readMessage(conn)
		if err != nil {
			return err
		}
		switch kind {
		case 'Z': // ready for a query
			_, _ = conn.Write([]byte{'X', 0, 0, 0, 4}) // goodbye, which nobody needs to hear
			return nil
		case 'E':
			if code := errorField(body, 'C'); code == "57P03" { // cannot connect now
				return errors.New(errorField(body, 'M'))
			}
			return nil
		}
	}
}

func startupMessage() []byte {
	const protocol = 3 << 16
	params := strings.Join([]string{"user", role, "database", database, "", ""}, "\x00")
	b := binary.BigEndian.AppendUint32(nil, uint32(8+len(params)))
	b = binary.BigEndian.AppendUint32(b, protocol)
	return append(b, params...)
}

func readMessage(r io.Reader) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n < 4 || n > 1<<16 {
		return 0, nil, fmt.Errorf("a message of %d bytes is none of Postgres", n)
	}
	body = make([]byte, n-4)
	_, err = io.ReadFull(r, body)
	return head[0], body, err
}

// errorField is one field of an error message: C is the code, M the words.
func errorField(body []byte, field byte) string {
	for part := range strings.SplitSeq(string(body), "\x00") {
		if part != "" && part[0] == field {
			return part[1:]
		}
	}
	return ""
}
