package call

import (
	"net/http"
	"strconv"
	"strings"
)

// Tag is a version as an ETag.
func Tag(version int) string { return strconv.Quote(strconv.Itoa(version)) }

// ReadTag is the version that a header If-Match names, 0 for any.
func ReadTag(header string) (int, error) {
	if header == "" || header == "*" {
		return 0, nil
	}
	version, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(header, "W/"), `"`))
	if err != nil || version < 1 {
		return 0, &Problem{Title: "Not accepted", Status: http.StatusUnprocessableEntity,
			Detail: "The If-Match is not valid.", Errors: []Fault{
				{Header: "If-Match", Detail: "Send the ETag unchanged, or leave it out."},
			}}
	}
	return version, nil
}
