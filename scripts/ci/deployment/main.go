// Reads docker-compose.yml with compose's own parser, infra/k8s with kustomize's and every query with Prometheus's, holds every Kubernetes
// object against its type, and prints all of it as one JSON document: {"compose": {...}, "kubernetes": {"base": [...], ...}}. Ends with 1 and every fault on stderr.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

type rendered struct {
	Compose    any              `json:"compose"`
	Kubernetes map[string][]any `json:"kubernetes"`
}

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	var faults []error
	out := rendered{Kubernetes: map[string][]any{}}

	project, err := loadCompose(root)
	if err != nil {
		faults = append(faults, err)
	}
	out.Compose = project

	folders, err := filepath.Glob(filepath.Join(root, "infra/k8s/overlays/*"))
	if err != nil || len(folders) == 0 {
		faults = append(faults, fmt.Errorf("infra/k8s/overlays: nothing there (%v)", err))
	}
	for _, folder := range append(folders, filepath.Join(root, "infra/k8s/base")) {
		objects, errs := buildKustomization(folder)
		faults = append(faults, errs...)
		out.Kubernetes[filepath.Base(folder)] = objects
	}

	faults = append(faults, checkObservability(root, out.Kubernetes)...)

	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		faults = append(faults, err)
	}
	for _, fault := range faults {
		fmt.Fprintln(os.Stderr, fault)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}
