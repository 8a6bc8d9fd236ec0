"""Addresses of the account. The library looks its own pages up by the names that begin with `account_`."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView, TemplateView

from accounts.views import codes, entrance, invitations, keys, team

sign_in = entrance.SignIn.as_view()
sign_out = login_required(entrance.SignOut.as_view())
change_password = login_required(entrance.ChangePassword.as_view())
set_password = login_required(entrance.SetPassword.as_view())

urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/code/", codes.ask, name="sign_in_code"),
    path("sign-in/code/", codes.ask, name="account_request_login_code"),
    path("sign-in/code/enter/", codes.enter, name="code_enter"),
    path("sign-in/code/enter/", codes.enter, name="account_confirm_login_code"),
    path("sign-in/closed/", TemplateView.as_view(template_name="account/inactive.html"), name="account_inactive"),
    path("sign-up/", RedirectView.as_view(pattern_name="sign_in"), name="account_signup"),
    path("sign-out/", sign_out, name="sign_out"),
    path("sign-out/", sign_out, name="account_logout"),
    path("switch/", entrance.switch, name="switch"),
    path("settings/", entrance.account, name="settings"),
    path("settings/password/", change_password, name="password"),
    path("settings/password/", change_password, name="account_change_password"),
    path("settings/password/first/", set_password, name="account_set_password"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="team_invite"),
    path("team/leave/", team.leave, name="leave"),
    path("team/invitations/<str:public_id>/resend/", team.resend, name="invitation_resend"),
    path("team/invitations/<str:public_id>/withdraw/", team.withdraw, name="invitation_withdraw"),
    path("team/<str:public_id>/", team.member, name="member"),
    path("team/<str:public_id>/remove/", team.remove, name="member_remove"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("settings/keys/", keys.index, name="keys"),
    path("settings/keys/<str:public_id>/revoke/", keys.revoke, name="key_revoke"),
]
