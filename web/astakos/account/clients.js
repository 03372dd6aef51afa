// Ready configuration for the programs people use with this cloud.

import { config } from "../../shared/session.js";
import { authenticationURL, keystoneURL } from "../identity.js";

/** For any shell: what is left of another cloud must not mix with this one's. */
const FORGET = `for name in $(env | sed -n 's/^\\(OS_[A-Z_0-9]*\\)=.*/\\1/p'); do unset "$name"; done\n`;

/**
 * @param {{uuid: string, token: string}} who
 * @returns {{name: string, file: string, intro: string, text: (token: string) => string, use: string}[]} `text` is given the
 *          token, or dots in its place
 */
export function clientsFor({ uuid }) {
  // Pithos' own address refuses some of what Swift's clients send, as an upload without a type.
  const swift = `${location.origin}${config.base.pithos}/swift`;
  const cloud = config.branding.name.toLowerCase().replace(/[^a-z0-9]+/g, "") || "cloud";
  return [
    {
      name: "kamaki", file: "~/.kamakirc", intro: "The command line client of this cloud: files, machines, images.",
      text: (token) => `[global]\ndefault_cloud = ${cloud}\n\n[cloud "${cloud}"]\nurl = ${authenticationURL()}/\ntoken = ${token}\n`,
      use: "kamaki server list",
    },
    {
      name: "rclone", file: "~/.config/rclone/rclone.conf", intro: "Copies and synchronises files.",
      text: (token) => `[${cloud}]\ntype = swift\nauth = ${swift}/auth/v1.0\nauth_version = 1\nuser = ${uuid}\nkey = ${token}\n`,
      use: `rclone lsd ${cloud}:`,
    },
    {
      name: "swift", file: "swift.sh, to be sourced", intro: "OpenStack's client for files.",
      text: (token) => `${FORGET}export ST_AUTH_VERSION=1.0\nexport ST_AUTH=${swift}/auth/v1.0\nexport ST_USER=${uuid}\nexport ST_KEY=${token}\n`,
      use: "swift list",
    },
    {
      name: "OpenStack", file: "openrc.sh, to be sourced", intro: "For openstack and all programs that log in through Keystone.",
      text: (token) => `${FORGET}export OS_AUTH_URL=${keystoneURL()}\nexport OS_IDENTITY_API_VERSION=3\nexport OS_USER_DOMAIN_NAME=Default\nexport OS_USERNAME=${config.user.email}\nexport OS_PASSWORD=${token}\nexport OS_PROJECT_ID=${uuid}\n`,
      use: "openstack container list",
    },
    {
      name: "curl", file: "a shell", intro: "Everything these pages do can be done with plain HTTP.",
      text: (token) => `export TOKEN=${token}\n`,
      use: `curl -H "X-Auth-Token: $TOKEN" ${location.origin}${config.base.cyclades}/compute/v2.0/servers/detail`,
    },
  ];
}
