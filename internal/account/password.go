package account

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"baton/internal/errs"
)

// The cost of a password hash: argon2id with 19 MiB, two passes, one lane (OWASP Password Storage, 2025).
const (
	hashMemory  = 19 * 1024 // KiB
	hashPasses  = 2
	hashLanes   = 1
	saltBytes   = 16
	digestBytes = 32
)

// hashing bounds how many hashes are computed at once, so that a flood of sign-ins cannot take all memory.
var hashing = make(chan struct{}, 4)

// HashPassword is password as it is stored: argon2id in the PHC string format.
func HashPassword(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return phc(salt, digest(password, salt))
}

// nobody is a hash that no password has: it is checked where there is no person, so that both take the same time.
var nobody = HashPassword(rand.Text())

// CheckPassword reports whether password is the one that hash was made of. An empty hash takes as long as any other and
// never matches.
func CheckPassword(hash, password string) bool {
	known := hash != ""
	if !known {
		hash = nobody
	}
	salt, want, err := parsePHC(hash)
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(digest(password, salt), want) == 1 && known
}

func digest(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, digestBytes)
}

func phc(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}

func parsePHC(hash string) (salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	want := fmt.Sprintf("m=%d,t=%d,p=%d", hashMemory, hashPasses, hashLanes)
	if len(parts) != 6 || parts[1] != "argon2id" || parts[3] != want {
		return nil, nil, fmt.Errorf("account: a password hash of another kind: %d parts", len(parts))
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, err
	}
	sum, err = base64.RawStdEncoding.DecodeString(parts[5])
	return salt, sum, err
}

// CheckNewPassword says what is wrong with a password that somebody chose: its length counts, not its signs (NIST SP
// 800-63B).
func CheckNewPassword(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < 10:
		return errs.Problems{"password": "Choose a password with 10 characters or more. Several words work well."}
	case len(password) > 1000:
		return errs.Problems{"password": "Choose a password with 1,000 characters at most."}
	case strings.ContainsRune(password, 0):
		return errs.Problems{"password": "This password has an invisible character. Choose another password."}
	}
	return nil
}

// Token is a secret for a cookie or a link: what the person holds, and the hash that is stored.
type Token struct {
	Secret string
	Hash   []byte
}

// NewToken makes a token of 130 random bits.
func NewToken() Token {
	secret := rand.Text()
	return Token{secret, HashToken(secret)}
}

// HashToken is how a token's secret is stored and looked up.
func HashToken(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
