# An MCP server of busybox alone. Its one tool, `run`, runs a shell command that holds no quote and no backslash.
echo "a server with the token $API_TOKEN" >&2
answer() {
  printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"
}
while IFS= read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":\([0-9][0-9]*\).*/\1/p')
  method=$(printf '%s' "$line" | sed -n 's/.*"method":"\([^"]*\)".*/\1/p')
  case "$method" in
    initialize)
      answer "$id" '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"shell","version":"1"}}'
      ;;
    tools/list)
      answer "$id" '{"tools":[{"name":"run","inputSchema":{"type":"object"}}]}'
      ;;
    tools/call)
      command=$(printf '%s' "$line" | sed -n 's/.*"command":"\([^"]*\)".*/\1/p')
      text=$(sh -c "$command" 2>&1 | tr '\n\t"\\' '; __')
      answer "$id" "{\"content\":[{\"type\":\"text\",\"text\":\"$text\"}]}"
      ;;
  esac
done
