"""Addresses of the account. The library looks pages up by names that begin with `account_`, `mfa_`, `usersessions_`."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.generic import TemplateView

from accounts import proof
from accounts.views import codes, entrance, factors, invitations, keys, organisation, security, signing, team


def page(route: str, view: object, *names: str) -> list[URLPattern]:
    """One page under our name, and under the names by which the library looks for it."""
    return [path(route, view, name=name) for name in names]  # type: ignore[call-overload]


closed = TemplateView.as_view(template_name="account/inactive.html")
change_password = login_required(entrance.ChangePassword.as_view())
set_password = proof.demanded(entrance.SetPassword.as_view())
change_address = proof.demanded(security.ChangeAddress.as_view())
sign_out = login_required(entrance.SignOut.as_view())

urlpatterns = [
    *page("sign-in/", entrance.SignIn.as_view(), "sign_in", "account_login"),
    *page("sign-in/code/", codes.ask, "sign_in_code", "account_request_login_code"),
    *page("sign-in/code/enter/", codes.enter, "code_enter", "account_confirm_login_code"),
    *page("sign-in/passkey/", factors.PasskeySignIn.as_view(), "passkey_sign_in", "mfa_login_webauthn"),
    *page("sign-in/second/", factors.SecondFactor.as_view(), "second_factor", "mfa_authenticate"),
    *page("sign-in/cancel/", signing.cancel, "sign_in_cancel"),
    *page("sign-in/closed/", closed, "account_inactive"),
    *page("sign-in/forgot/", signing.Forgot.as_view(), "forgot", "account_reset_password"),
    *page("sign-in/forgot/code/", signing.ForgotCode.as_view(), "account_confirm_password_reset_code"),
    *page("sign-in/forgot/new/", signing.ForgotNew.as_view(), "account_complete_password_reset"),
    *page("sign-up/", signing.SignUp.as_view(), "sign_up", "account_signup"),
    *page("sign-up/code/", signing.prove_address, "prove_address", "account_email_verification_sent"),
    *page("sign-out/", sign_out, "sign_out", "account_logout"),
    *page("switch/", entrance.switch, "switch"),
    *page("settings/", entrance.profile, "settings"),
    *page("settings/organisation/", organisation.details, "details"),
    *page("settings/organisation/new/", organisation.set_up, "set_up"),
    *page("settings/security/", security.security, "security", "mfa_index", "mfa_list_webauthn"),
    *page("settings/security/prove/", security.ProvePassword.as_view(), "prove_password", "account_reauthenticate"),
    *page("settings/security/prove/code/", security.prove_code, "prove_code"),
    *page("settings/security/prove/app/", factors.ProveFactor.as_view(), "prove_factor", "mfa_reauthenticate"),
    *page("settings/security/prove/passkey/", factors.ProvePasskey.as_view(), "mfa_reauthenticate_webauthn"),
    *page("settings/security/app/", factors.AddApp.as_view(), "app_add", "mfa_activate_totp"),
    *page("settings/security/app/remove/", factors.RemoveApp.as_view(), "app_remove", "mfa_deactivate_totp"),
    *page("settings/security/passkeys/add/", factors.AddPasskey.as_view(), "passkey_add", "mfa_add_webauthn"),
    *page("settings/security/passkeys/<int:pk>/", factors.NamePasskey.as_view(), "passkey_name", "mfa_edit_webauthn"),
    *page("settings/security/passkeys/<int:pk>/remove/", factors.RemovePasskey.as_view(), "passkey_remove"),
    *page("settings/security/recovery-codes/", security.recovery_codes, "recovery_codes", "mfa_view_recovery_codes"),
    *page("settings/sessions/", security.sessions, "sessions", "usersessions_list"),
    *page("settings/sessions/end-others/", security.end_others, "sessions_end_others"),
    *page("settings/sessions/<int:pk>/end/", security.end_session, "session_end"),
    *page("settings/address/", change_address, "address", "account_email"),
    *page("settings/password/", change_password, "password", "account_change_password"),
    *page("settings/password/first/", set_password, "password_first", "account_set_password"),
    *page("team/", team.team, "team"),
    *page("team/invite/", team.invite, "team_invite"),
    *page("team/leave/", team.leave, "leave"),
    *page("team/invitations/<str:public_id>/resend/", team.resend, "invitation_resend"),
    *page("team/invitations/<str:public_id>/withdraw/", team.withdraw, "invitation_withdraw"),
    *page("team/<str:public_id>/", team.member, "member"),
    *page("team/<str:public_id>/remove/", team.remove, "member_remove"),
    *page("invitations/<str:token>/", invitations.invitation, "invitation"),
    *page("settings/keys/", keys.index, "keys"),
    *page("settings/keys/<str:public_id>/revoke/", keys.revoke, "key_revoke"),
]
