// Package page holds one struct and one component for each of Baton's pages. The structs hold words ready to show; what
// they mean is decided before they get here.
package page
