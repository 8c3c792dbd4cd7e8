package settings

import (
	"time"

	"baton/internal/account"
)

// Event is a change of a setting. It holds no personal data: people are IDs in it.
type Event struct {
	Noun          Noun
	Act           Act
	Subject       int64            // the ID of what was changed; 0 where there is only one
	Before, After Facts            // what the change replaced and by what; nil where that is not worth keeping
	By            account.PersonID // 0 for the program itself
	At            time.Time
}

// Facts are what an event keeps of a setting, by names of their own.
type Facts map[string]any

// Noun is a kind of setting. Each is named where its changes are.
type Noun string

// Act is what was done to a setting.
type Act string

// The acts.
const (
	Added     Act = "added"
	Changed   Act = "changed"
	Moved     Act = "moved"
	Removed   Act = "removed"
	Ended     Act = "ended"
	Revoked   Act = "revoked"
	Pinned    Act = "pinned"
	Unpinned  Act = "unpinned"
	Disabled  Act = "disabled"
	Enabled   Act = "enabled"
	Published Act = "published"
	Retired   Act = "retired"
	Restored  Act = "restored"
)

// retiring is the event of something that went out of use or came back.
func retiring(noun Noun, id int64, retired bool) Event {
	if retired {
		return Event{Noun: noun, Act: Retired, Subject: id}
	}
	return Event{Noun: noun, Act: Restored, Subject: id}
}
