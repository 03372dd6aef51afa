# Reads the part of cloud-config that this image knows and prints one tab-separated order a line:
#   user NAME | password NAME HASH | key NAME TEXT | file PATH OWNER MODE ENCODING CONTENT
# Known: `users` (name, hashed_passwd, ssh_authorized_keys) and `write_files` (path, owner, permissions,
# encoding, content), in block style, one scalar a line, lists indented by two as in README.md.
function scalar(text) {
    sub(/^[ ]+/, "", text); sub(/[ ]+$/, "", text)
    if (text ~ /^".*"$/) {
        text = substr(text, 2, length(text) - 2)
        gsub(/\\"/, "\"", text); gsub(/\\\\/, "\\", text)
    } else if (text ~ /^'.*'$/) text = substr(text, 2, length(text) - 2)
    gsub(/\t/, " ", text)
    return text
}
# An empty field would be swallowed by the shell's `read`, where tab counts as white space.
function field(text, otherwise) { return text == "" ? otherwise : text }
function finish(    i) {
    if (section == "users" && item["name"] != "") {
        print "user\t" item["name"]
        if (item["hashed_passwd"] != "") print "password\t" item["name"] "\t" item["hashed_passwd"]
        for (i = 1; i <= keys; i++) print "key\t" item["name"] "\t" key[i]
    }
    if (section == "write_files" && item["path"] != "")
        print "file\t" item["path"] "\t" field(item["owner"], "root:root") "\t" field(item["permissions"], "0644") \
            "\t" field(item["encoding"], "plain") "\t" item["content"]
    split("", item); keys = 0; list = ""
}
function pair(line,    at) {
    at = index(line, ":")
    list = substr(line, 1, at - 1)
    item[list] = scalar(substr(line, at + 1))
}
/^[ ]*(#.*)?$/ { next }
/^[a-z_]+:/ { finish(); section = substr($0, 1, index($0, ":") - 1); next }
/^  - [a-z_]+:/ { finish(); pair(substr($0, 5)); next }
/^    [a-z_]+:/ { pair(substr($0, 5)); next }
/^      - / { if (list == "ssh_authorized_keys") key[++keys] = scalar(substr($0, 9)) }
END { finish() }
