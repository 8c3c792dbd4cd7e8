package account

import (
	"strings"
	"time"

	"baton/internal/errs"
)

// SessionID names a session of a person, and lets nobody in.
type SessionID int64

// Session is a browser in which a person is signed in.
type Session struct {
	ID      SessionID
	Began   time.Time
	Seen    time.Time // when it was last used, to the minute
	Agent   string    // what the browser calls itself
	Address string    // from where it signed in
	Here    bool      // it is the one that asks
}

// An agentMark is a part of what a browser calls itself, and what that is in words.
type agentMark struct{ mark, words string }

// Most browsers name others too, so the first that fits counts.
var (
	browsers = []agentMark{
		{"edg/", "Edge"}, {"edga/", "Edge"}, {"edgios/", "Edge"}, {"opr/", "Opera"}, {"vivaldi/", "Vivaldi"},
		{"samsungbrowser/", "Samsung Internet"},
		{"firefox/", "Firefox"}, {"fxios/", "Firefox"}, {"crios/", "Chrome"}, {"headlesschrome/", "Chrome"},
		{"chromium/", "Chromium"}, {"chrome/", "Chrome"},
		{"safari/", "Safari"}, {"curl/", "curl"},
	}
	systems = []agentMark{
		{"iphone", "an iPhone"}, {"ipad", "an iPad"}, {"android", "Android"}, {"cros ", "ChromeOS"}, {"windows", "Windows"},
		{"mac os", "a Mac"}, {"macintosh", "a Mac"}, {"linux", "Linux"},
	}
)

// Device is the browser and the system of a session in words, such as Firefox on Windows.
func (s Session) Device() string {
	agent := strings.ToLower(s.Agent)
	find := func(marks []agentMark) string {
		for _, m := range marks {
			if strings.Contains(agent, m.mark) {
				return m.words
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	switch {
	case browser == "" && system == "":
		return "An unknown browser"
	case browser == "":
		return "A browser on " + system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

// TidyEmail brings an e-mail address into the form that is stored, and says what is wrong with it.
func TidyEmail(typed string) (email, wrong string) {
	email = strings.ToLower(strings.TrimSpace(typed))
	if !ValidEmail(email) {
		wrong = "Write a complete e-mail address, such as name@company.example."
	}
	return email, wrong
}

// TidyZone is the time zone that somebody typed by its IANA name, and what is wrong with it. Empty stays empty.
func TidyZone(typed string) (zone, wrong string) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", ""
	}
	zone, ok := FindZone(typed)
	if !ok {
		return typed, "This time zone is not known. Choose one from the list, such as Europe/Berlin."
	}
	return zone, ""
}

// Reading is how a person reads dates and times.
type Reading struct {
	Dates DateStyle
	Zone  string // IANA time zone; empty where the first team's counts
}

// Check brings what was typed into the form that is stored, and says what is wrong with it.
func (r *Reading) Check() error {
	problems := errs.Problems{}
	if !r.Dates.Order.Known() {
		problems.Add("date_order", "Choose how dates are written.")
	}
	zone, wrong := TidyZone(r.Zone)
	if r.Zone = zone; wrong != "" {
		problems.Add("zone", wrong)
	}
	return problems.Err()
}
