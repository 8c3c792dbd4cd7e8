package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"baton/internal/errs"
)

// Limits of what a workbook unpacks to, in bytes. Only sheets and their texts may be large: they are read from disk,
// and everything else is read into memory.
const (
	maxUnpacked = 1 << 30
	maxTexts    = 256 << 20
	maxInMemory = 8 << 20
	maxOther    = 64 << 20
	maxParts    = 10_000
	maxCell     = 2 << 20 // of XML
)

// checkWorkbook refuses, in words, a package that is no workbook, and one that unpacks to far more than a spreadsheet
// does. It reads large parts as a stream.
func checkWorkbook(path string) error {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return errs.Say(errs.Invalid, damaged)
	}
	defer archive.Close()
	if words := otherPackage(archive.File); words != "" {
		return errs.Say(errs.Invalid, words)
	}
	all, other := uint64(0), uint64(0)
	for _, part := range archive.File {
		size := part.UncompressedSize64
		if size > maxUnpacked {
			return errTooLarge
		}
		all += size
		switch name := partName(part); {
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
		case name == "xl/sharedstrings.xml" && size <= maxTexts:
		default:
			other += size
		}
		if all > maxUnpacked || other > maxOther {
			return errTooLarge
		}
	}
	for _, part := range archive.File {
		name := partName(part)
		if part.UncompressedSize64 <= maxCell ||
			name != "xl/sharedstrings.xml" && !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		if err := checkCells(part); err != nil {
			return err
		}
	}
	return nil
}

var errTooLarge = errs.Say(errs.Invalid, "This workbook unpacks to far more than a list of leads has. "+
	"Save the sheet as CSV UTF-8 and choose that file.")

func partName(part *zip.File) string { return strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")) }

// otherPackage says in words what a package is that is no workbook, or "".
func otherPackage(parts []*zip.File) string {
	if len(parts) > maxParts {
		return damaged
	}
	has := map[string]bool{}
	for _, part := range parts {
		name := partName(part)
		has[name] = true
		folder, _, _ := strings.Cut(name, "/")
		has[folder+"/"] = true
	}
	switch {
	case has["xl/workbook.xml"]:
		return ""
	case has["xl/workbook.bin"]:
		return "This is a binary Excel workbook (.xlsb). Open it, save it as .xlsx or CSV UTF-8 and choose that file."
	case has["mimetype"] && has["content.xml"]:
		return "This is an OpenDocument file (.ods). Open it, save it as .xlsx or CSV UTF-8 and choose that file."
	case has["word/"], has["ppt/"]:
		return "This is a text document or a presentation, not a table. " + chooseTable
	case has["index/"]:
		return "This is a Numbers or Pages document. Export it as .xlsx or CSV and choose that file."
	case has["xl/"]:
		return damaged
	}
	return "This is a packed file (.zip). Unpack it and choose the CSV file or workbook inside."
}

// checkCells refuses a large part in which one cell is larger than a row may be: it would be read into memory whole.
func checkCells(part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return errs.Say(errs.Invalid, damaged)
	}
	defer r.Close()
	in := bufio.NewReaderSize(r, 256<<10)
	for since := 0; ; {
		run, err := in.ReadSlice('<')
		since += len(run)
		if since > maxCell {
			return errTooLarge
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errs.Say(errs.Invalid, damaged)
		}
		tag, _ := in.Peek(10)
		if bytes.HasPrefix(tag, []byte("/sheetData")) {
			return nil
		}
		if startsCell(tag) {
			since = 0
		}
	}
}

// startsCell reports whether a tag begins a cell, a row or a shared text.
func startsCell(tag []byte) bool {
	end := bytes.IndexAny(tag, " >/")
	if end < 0 {
		return false
	}
	name := tag[:end]
	if _, local, prefixed := bytes.Cut(name, []byte(":")); prefixed {
		name = local
	}
	switch string(name) {
	case "c", "row", "si":
		return true
	}
	return false
}
