package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// secrets are the variables without which docker-compose.yml must refuse to start.
var secrets = []string{"POSTGRES_PASSWORD", "OCTET_WORKER_TOKEN", "OCTET_SIGNING_KEY"}

// loadCompose parses, interpolates and validates the file, every profile switched on.
func loadCompose(root string) (*types.Project, error) {
	file := filepath.Join(root, "docker-compose.yml")
	project, err := compose(file, secrets)
	if err != nil {
		return nil, fmt.Errorf("docker-compose.yml: %w", err)
	}
	for i, name := range secrets {
		rest := append(append([]string{}, secrets[:i]...), secrets[i+1:]...)
		if _, err := compose(file, rest); err == nil || !strings.Contains(err.Error(), name) {
			return nil, fmt.Errorf("docker-compose.yml starts without %s", name)
		}
	}
	return project, nil
}

func compose(file string, given []string) (*types.Project, error) {
	env := make([]string, len(given))
	for i, name := range given {
		env[i] = name + "=given-for-the-check"
	}
	options, err := cli.NewProjectOptions([]string{file}, cli.WithEnv(env), cli.WithProfiles([]string{"*"}), cli.WithResolvedPaths(false))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}
