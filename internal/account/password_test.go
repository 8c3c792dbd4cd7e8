package account_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
)

func TestAPasswordIsKnownByItsHashAlone(t *testing.T) {
	const password = "correct horse battery"
	hash := account.HashPassword(password)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hash, password) {
		t.Errorf("hashed as %q", hash)
	}
	if again := account.HashPassword(password); again == hash {
		t.Error("two people with one password have one hash")
	}
	for _, tc := range []struct {
		name, hash, password string
		want                 bool
	}{
		{"the password", hash, password, true},
		{"one letter less", hash, password[:len(password)-1], false},
		{"another case", hash, strings.ToUpper(password), false},
		{"a space after", hash, password + " ", false},
		{"no password", hash, "", false},
		{"nobody's hash", "", password, false},
		{"nobody's hash and no password", "", "", false},
		{"a hash of another kind", "$2b$12$abcdefghijklmnopqrstuv", password, false},
		{"a hash of other costs", strings.Replace(hash, "t=2", "t=1", 1), password, false},
		{"half a hash", hash[:len(hash)-5], password, false},
		{"a hash whose salt is no salt", "$argon2id$v=19$m=19456,t=2,p=1$!$!", password, false},
	} {
		if got := account.CheckPassword(tc.hash, tc.password); got != tc.want {
			t.Errorf("%s: %t", tc.name, got)
		}
	}
}

func TestAPasswordIsChosenByItsLength(t *testing.T) {
	for _, tc := range []struct {
		name, password string
		fine           bool
	}{
		{"9 characters", strings.Repeat("é", 9), false},
		{"10 characters", strings.Repeat("é", 10), true},
		{"1,000 characters", strings.Repeat("x", 1000), true},
		{"1,001 characters", strings.Repeat("x", 1001), false},
		{"a zero byte", "correct\x00horse", false},
		{"nothing", "", false},
	} {
		err := account.CheckNewPassword(tc.password)
		var problems errs.Problems
		if errors.As(err, &problems); (err == nil) != tc.fine || (problems["password"] == "") != tc.fine {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func TestATokenIsFoundByItsHash(t *testing.T) {
	one, other := account.NewToken(), account.NewToken()
	if one.Secret == other.Secret || bytes.Equal(one.Hash, other.Hash) {
		t.Error("two tokens are the same")
	}
	if !bytes.Equal(account.HashToken(one.Secret), one.Hash) || bytes.Contains(one.Hash, []byte(one.Secret)) {
		t.Error("a token is not stored as its hash")
	}
	if len(one.Secret) < 26 {
		t.Errorf("a token of %d characters can be guessed", len(one.Secret))
	}
}
