package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// readTouches reads the touches of a body: a list of them, or one alone. All that is wrong is told as Problems by place
// and field.
func readTouches(body []byte, now time.Time) (contacts []desk.InboundTouch, list bool, err error) {
	parsed, err := readJSON(body)
	if err != nil {
		return nil, false, err
	}
	items, list := parsed.([]any)
	if !list {
		items = []any{parsed}
	}
	if err := desk.CheckCount(len(items)).Err(); err != nil {
		return nil, list, err
	}
	contacts, problems := make([]desk.InboundTouch, len(items)), errs.Problems{}
	for i, item := range items {
		for field, words := range readTouch(item, &contacts[i], now) {
			problems.Add(strings.TrimSuffix(strconv.Itoa(i)+"/"+field, "/"), words)
		}
	}
	if !list && problems["0"] != "" {
		problems = errs.Problems{"": problems["0"]}
	}
	return contacts, list, problems.Err()
}

// readJSON reads a body that is one value and nothing else.
func readJSON(body []byte) (value any, err error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errEmpty
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return value, nil
		}
		return nil, brokenJSON("There is more text after the end.")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset < int64(len(body)) {
		return nil, brokenJSON(fmt.Sprintf("It cannot be read from byte %d on.", syntax.Offset))
	}
	return nil, brokenJSON("It ends too early.")
}

func brokenJSON(words string) *Problem {
	return &Problem{Title: "Not JSON", Status: http.StatusBadRequest, Detail: "The body is not valid JSON. " + words}
}

// mostUnknown is how many fields that are none are told of by name.
const mostUnknown = 20

// readTouch reads one touch, and says what is wrong with it by field.
func readTouch(item any, c *desk.InboundTouch, now time.Time) errs.Problems {
	fields, ok := item.(map[string]any)
	if !ok {
		return errs.Problems{
			"": "A touch must be an object, such as {\"email\": \"ada@company.example\", \"kind\": \"form\"}.",
		}
	}
	problems := readFields(fields, c)
	unnamed := problems["lead"]+problems["external_id"]+problems["email"] != ""
	for place, words := range desk.CheckTouches([]desk.InboundTouch{*c}, now) {
		if field := strings.TrimPrefix(place, "0/"); field != "lead" || !unnamed {
			problems.Add(field, words)
		}
	}
	return problems
}

func readFields(fields map[string]any, c *desk.InboundTouch) errs.Problems {
	problems, unknown := errs.Problems{}, 0
	for name, value := range fields {
		read, known := touchFields[name]
		switch {
		case known && value == nil:
		case known:
			if wrong := read(c, value); wrong != "" {
				problems.Add(name, wrong)
			}
		case len(name) > lead.MaxText || unknown >= mostUnknown:
			problems.Add("", "This has fields that a touch does not have. Delete them, or check the spelling.")
		default:
			unknown++
			problems.Add(token(name), "A touch has no such field. Delete it, or check the spelling.")
		}
	}
	return problems
}

// token is the name of a field as a part of a JSON pointer in a fragment.
func token(name string) string {
	return url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}

// touchFields read the fields of a touch, and say what is wrong.
var touchFields = map[string]func(c *desk.InboundTouch, value any) string{
	"lead": func(c *desk.InboundTouch, value any) string {
		id, ok := whole(value)
		c.Lead = lead.ID(id)
		if !ok || id < 1 {
			return "The id of a lead must be a whole number above 0, such as 2481."
		}
		return ""
	},
	"external_id":     text(func(c *desk.InboundTouch) *string { return &c.ExternalID }),
	"external_source": text(func(c *desk.InboundTouch) *string { return &c.IDSource }),
	"email":           text(func(c *desk.InboundTouch) *string { return &c.Email }),
	"kind":            text(func(c *desk.InboundTouch) *string { return &c.Touch.Kind }),
	"source":          ref(func(c *desk.InboundTouch) *desk.Ref { return &c.Source }),
	"campaign":        ref(func(c *desk.InboundTouch) *desk.Ref { return &c.Campaign }),
	"utm_source":      text(func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Source }),
	"utm_medium":      text(func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Medium }),
	"utm_campaign":    text(func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Campaign }),
	"utm_term":        text(func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Term }),
	"utm_content":     text(func(c *desk.InboundTouch) *string { return &c.Touch.UTM.Content }),
	"note":            text(func(c *desk.InboundTouch) *string { return &c.Touch.Note }),
	"at": func(c *desk.InboundTouch, value any) string {
		typed, _ := value.(string)
		at, err := time.Parse(time.RFC3339, typed)
		if err != nil {
			return "Write an RFC 3339 time, such as 2026-11-03T10:30:00Z."
		}
		if at.IsZero() { // as programs write a time that they do not have
			return "This is the first moment of the year 1. Send the time of the touch, or leave it out for now."
		}
		c.Touch.At = at
		return ""
	},
}

func text(to func(*desk.InboundTouch) *string) func(*desk.InboundTouch, any) string {
	return func(c *desk.InboundTouch, value any) string {
		typed, ok := value.(string)
		if !ok {
			return "This must be a text in quotation marks."
		}
		*to(c) = typed
		return ""
	}
}

func ref(to func(*desk.InboundTouch) *desk.Ref) func(*desk.InboundTouch, any) string {
	return func(c *desk.InboundTouch, value any) string {
		if name, ok := value.(string); ok {
			*to(c) = desk.Ref{Name: strings.TrimSpace(name)}
			return ""
		}
		id, ok := whole(value)
		if !ok || id < 1 {
			return "This must be a name in quotation marks or an id, a whole number above 0."
		}
		*to(c) = desk.Ref{ID: id}
		return ""
	}
}

// whole is a number without a fraction that an id can be.
func whole(value any) (int64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	return n, err == nil
}
