package account_test

import (
	"strings"
	"testing"
	"time"

	"baton/internal/account"
)

func TestWhatIsWrongWithANewKey(t *testing.T) {
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	may := []account.Scope{account.WriteTouches}
	for _, c := range []struct {
		name  string
		key   account.NewKey
		field string // that is wrong; "" for none
	}{
		{"a key", account.NewKey{Name: " Website   forms ", Scopes: may}, ""},
		{"one that expires tomorrow", account.NewKey{Name: "Fair", Scopes: may, Expires: now.AddDate(0, 0, 1)}, ""},
		{"the longest name", account.NewKey{Name: strings.Repeat("ä", 200), Scopes: may}, ""},
		{"no name", account.NewKey{Name: "  ", Scopes: may}, "name"},
		{"a name too long", account.NewKey{Name: strings.Repeat("ä", 201), Scopes: may}, "name"},
		{"a name that turns around", account.NewKey{Name: "a\u202eb", Scopes: may}, "name"},
		{"a name with a replaced character", account.NewKey{Name: "a\uFFFDb", Scopes: may}, "name"},
		{"nothing that it may", account.NewKey{Name: "Forms"}, "scope"},
		{"a scope that is none", account.NewKey{Name: "Forms", Scopes: []account.Scope{"everything"}}, "scope"},
		{"expired as it is made", account.NewKey{Name: "Forms", Scopes: may, Expires: now}, "expires_on"},
	} {
		problems := c.key.Check(now)
		if c.field == "" && len(problems) > 0 || c.field != "" && (len(problems) != 1 || problems[c.field] == "") {
			t.Errorf("%s: %v, want a problem with %q", c.name, problems, c.field)
		}
		if c.name == "a key" && c.key.Name != "Website forms" {
			t.Errorf("its name is %q", c.key.Name)
		}
	}
}

func TestAKeyWorksUntilItExpiresOrIsRevoked(t *testing.T) {
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		key   account.Key
		works bool
	}{
		{"a key", account.Key{}, true},
		{"before it expires", account.Key{Expires: now.Add(time.Second)}, true},
		{"as it expires", account.Key{Expires: now}, false},
		{"revoked", account.Key{RevokedAt: now.Add(-time.Second)}, false},
		{"of a disabled person", account.Key{OwnerOff: true}, false},
	} {
		if c.key.Works(now) != c.works {
			t.Errorf("%s: works is %t", c.name, !c.works)
		}
	}
}

func TestTheSecretOfAKeyIsRecognised(t *testing.T) {
	token, prefix := account.NewKeyToken()
	other, _ := account.NewKeyToken()
	if !strings.HasPrefix(token.Secret, prefix) || !strings.HasPrefix(prefix, "baton_") ||
		len(token.Secret)-len(prefix) < 20 {
		t.Errorf("%q begins with %q", token.Secret, prefix)
	}
	if string(token.Hash) != string(account.HashToken(token.Secret)) || token.Secret == other.Secret {
		t.Error("the hash is not that of the secret, or two keys are the same")
	}
}
